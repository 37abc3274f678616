import BenchmarkSections
import Foundation
import HoneCore

/// Requests for keys of which the k-th most popular is asked for in proportion to 1/k^0.99.
struct ZipfRequests {
    static let keys = 10_000
    /// Room for all keys however they fall into parts of the cache.
    static let capacity = 16_384

    /// Numbers of keys; as many as a power of two.
    let numbers: [Int32]

    init(seed: UInt64 = 1, count: Int = 1 << 20) {
        var sums: [Double] = []
        var sum = 0.0
        for rank in 1...Self.keys {
            sum += pow(Double(rank), -0.99)
            sums.append(sum)
        }
        var generator = SeededGenerator(seed: seed)
        // Popular keys are not neighbours in memory.
        let order = (0..<Int32(Self.keys)).shuffled(using: &generator)
        numbers = (0..<count).map { _ in
            let wanted = generator.nextUnit() * sum
            var (low, high) = (0, Self.keys - 1)
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] < wanted { low = middle + 1 } else { high = middle }
            }
            return order[low]
        }
    }

    /// As the Java program reads them.
    func write(to path: String) throws {
        let bytes = numbers.flatMap { withUnsafeBytes(of: $0.bigEndian, Array.init) }
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw BenchmarkError("\(path) cannot be written")
        }
    }
}
