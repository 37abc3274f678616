import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Hits on a Caffeine cache, for bench-cache: the same keys in the same order.
 *
 * Arguments: the file with the requests (numbers of keys, 32 bits, big endian), the number of keys, the capacity, and
 * the words before and after a key's number; with "-" for both, keys are numbers. Each line of standard input, "threads
 * requests", is answered with the nanoseconds that so many threads took for so many requests each, and what the values
 * came to.
 */
public final class CaffeineHits {
  /** What is cached. */
  static final class Product {
    final int price;

    Product(int price) {
      this.price = price;
    }
  }

  private final int[] requests;
  /** Those that are asked for: equal to those in the cache, and others, as requests bring their own. */
  private final Object[] keys;
  private final Cache<Object, Product> cache;

  private CaffeineHits(String[] words) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of(words[0])));
    requests = new int[bytes.remaining() / 4];
    bytes.asIntBuffer().get(requests);
    int count = Integer.parseInt(words[1]);
    cache = Caffeine.newBuilder().maximumSize(Long.parseLong(words[2])).build();
    keys = new Object[count];
    for (int number = 0; number < count; number++) {
      keys[number] = key(words, number);
      cache.put(key(words, number), new Product(number));
    }
  }

  private static Object key(String[] words, int number) {
    // Made anew each time.
    return words[3].equals("-") ? (Object) Integer.valueOf(number) : words[3] + number + words[4];
  }

  private long run(int first, int count) {
    int mask = requests.length - 1;
    long sum = 0;
    for (int index = 0; index < count; index++) {
      Product product = cache.getIfPresent(keys[requests[(first + index) & mask]]);
      if (product != null) sum += product.price + 1;
    }
    return sum;
  }

  private String measure(int threads, int count) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(threads);
    CountDownLatch gate = new CountDownLatch(1);
    long[] sums = new long[threads];
    Thread[] all = new Thread[threads];
    for (int thread = 0; thread < threads; thread++) {
      int number = thread;
      all[thread] = new Thread(() -> {
        ready.countDown();
        try {
          gate.await();
        } catch (InterruptedException error) {
          return;
        }
        sums[number] = run(number * (requests.length / threads), count);
      });
      all[thread].start();
    }
    ready.await();
    long start = System.nanoTime();
    gate.countDown();
    for (Thread thread : all) thread.join();
    long passed = System.nanoTime() - start;
    long sum = 0;
    for (long part : sums) sum += part;
    return passed + " " + sum;
  }

  public static void main(String[] words) throws Exception {
    CaffeineHits hits = new CaffeineHits(words);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] asked = line.split(" ");
      System.out.println(hits.measure(Integer.parseInt(asked[0]), Integer.parseInt(asked[1])));
    }
  }
}
