import Foundation
import HoneCache

/// What a round of hits came to.
struct HitRun {
    var seconds: Double
    /// The price of each product, and one for each that was there.
    var sum: Int
}

/// What is cached.
final class Product: Sendable {
    let price: Int
    init(price: Int) { self.price = price }
}

/// Runs a body in threads that begin at once.
/// - Parameter body: is given the thread's number, from 0; what it returns is summed up.
func inThreads(_ threads: Int, _ body: @escaping @Sendable (Int) -> Int) -> HitRun {
    let gate = DispatchSemaphore(value: 0)
    let (ready, done) = (DispatchGroup(), DispatchGroup())
    let sums = Sums(threads)
    for number in 0..<threads {
        ready.enter()
        done.enter()
        Thread.detachNewThread {
            ready.leave()
            gate.wait()
            sums.set(body(number), number)
            done.leave()
        }
    }
    ready.wait()
    let start = ContinuousClock.now
    for _ in 0..<threads { gate.signal() }
    done.wait()
    return HitRun(seconds: (ContinuousClock.now - start) / .seconds(1), sum: sums.total)
}

/// What each thread came to.
private final class Sums: @unchecked Sendable {
    // Guarded by the lock.
    private var values: [Int]
    private let lock = NSLock()

    init(_ count: Int) { values = Array(repeating: 0, count: count) }
    func set(_ value: Int, _ index: Int) { lock.withLock { values[index] = value } }
    var total: Int { lock.withLock { values.reduce(0, +) } }
}

/// What a round of a contender says.
func rate(_ run: HitRun, threads: Int, requests: Int) -> Double { Double(threads * requests) / run.seconds / 1e6 }
