import BenchmarkSections
import Foundation
import HoneCache

/// Hits on keys that are integers, with values that are integers too.
struct IntegerHitSection: Section {
    let name = "integers"
    let title = "hits, Int keys and values, Zipf 0.99, 10,000 entries, 1 thread"

    func run(_ options: Options) async throws {
        Results.shared.write(to: options.json)
        let requests = ZipfRequests()
        let ours = IntegerHits(requests)
        let peer = try CaffeinePeer(requests, words: nil)
        var rates: (ours: [Double], peers: [Double]) = ([], [])
        for round in -4..<options.rounds {
            let theirs = try peer.run(threads: 1, requests: options.requests)
            let own = inThreads(1) { _ in ours.run(options.requests) }
            guard theirs.sum == own.sum else { throw BenchmarkError("the sums of the values differ") }
            guard round >= 0 else { continue }
            rates.ours.append(rate(own, threads: 1, requests: options.requests))
            rates.peers.append(rate(theirs, threads: 1, requests: options.requests))
        }
        Results.shared.add(
            Figure(
                section: name, what: "hits of Int keys, one thread", value: median(rates.ours),
                unit: "million a second",
                bar: .least(15), goal: .least(30),
                peer: "Caffeine with Integer keys and objects \(number(median(rates.peers)))"))
    }
}

private final class IntegerHits: Sendable {
    private let cache = Cache<Int, Int>(name: "bench", capacity: .entries(ZipfRequests.capacity))
    private let requests: [Int32]

    init(_ requests: ZipfRequests) {
        self.requests = requests.numbers
        for number in 0..<ZipfRequests.keys { cache.set(number, for: number) }
    }

    func run(_ count: Int) -> Int {
        let mask = requests.count - 1
        var sum = 0
        for index in 0..<count {
            if let price = cache.cached(Int(requests[index & mask])) { sum &+= price &+ 1 }
        }
        return sum
    }
}
