import BenchmarkSections
import Foundation
import HoneCache

/// Hits on keys that are texts, beside Caffeine's `getIfPresent`.
struct TextHitSection: Section {
    let name = "texts"
    let title = "hits, String keys, Zipf 0.99, 10,000 entries, 1 and 2 threads, against Caffeine"

    /// Keys of either length: texts of up to 15 bytes lie in the value itself in Swift.
    private static let kinds = [("short", "product:", ""), ("long", "/api/products/", "/reviews?page=2")]

    func run(_ options: Options) async throws {
        Results.shared.write(to: options.json)
        let requests = ZipfRequests()
        for (kind, before, after) in Self.kinds {
            let ours = TextHits(requests, before: before, after: after)
            let peer = try CaffeinePeer(requests, words: (before, after))
            for threads in 1...2 {
                var rates: [String: [Double]] = [:]
                // The first rounds warm both up.
                for round in -4..<options.rounds {
                    var turns: [(String, () async throws -> HitRun)] = [
                        ("cached", { ours.cached(threads: threads, requests: options.requests) }),
                        ("value", { try await ours.values(threads: threads, requests: options.requests) }),
                        ("Caffeine", { try peer.run(threads: threads, requests: options.requests) }),
                    ]
                    if round % 2 == 0 { turns.reverse() }
                    var sums: Set<Int> = []
                    for (name, turn) in turns {
                        let run = try await turn()
                        sums.insert(run.sum)
                        guard round >= 0 else { continue }
                        rates[name, default: []].append(rate(run, threads: threads, requests: options.requests))
                    }
                    guard sums.count == 1 else { throw BenchmarkError("the sums of the values differ: \(sums)") }
                }
                report(rates, "\(kind) keys, \(threads) thread\(threads == 1 ? "" : "s")")
            }
        }
    }

    private func report(_ rates: [String: [Double]], _ what: String) {
        let peers = rates["Caffeine"] ?? []
        for (name, call) in [("cached", "cached(_:)"), ("value", "value(for:load:)")] {
            let ours = rates[name] ?? []
            let ratio = median(zip(ours, peers).map { $0 / $1 })
            Results.shared.add(
                Figure(
                    section: self.name, what: "\(what), \(call) against Caffeine", value: ratio, unit: "×",
                    bar: .least(1), goal: .least(2),
                    peer: "\(number(median(ours))) against \(number(median(peers))) million a second"))
        }
    }
}

/// Our side, as an app would write it.
private final class TextHits: Sendable {
    private let cache = Cache<String, Product>(name: "bench", capacity: .entries(ZipfRequests.capacity))
    private let requests: [Int32]
    /// By thread, those that are asked for: equal to those in the cache, and others, as requests bring their own.
    private let keys: [[String]]

    init(_ requests: ZipfRequests, before: String, after: String) {
        self.requests = requests.numbers
        keys = (0..<2).map { _ in (0..<ZipfRequests.keys).map { "\(before)\($0)\(after)" } }
        for number in 0..<ZipfRequests.keys {
            cache.set(Product(price: number), for: "\(before)\(number)\(after)")
        }
    }

    func cached(threads: Int, requests count: Int) -> HitRun {
        inThreads(threads) { thread in
            let first = thread * (self.requests.count / threads)
            return self.cached(self.keys[thread], first: first, count: count)
        }
    }

    private func cached(_ keys: [String], first: Int, count: Int) -> Int {
        let mask = requests.count - 1
        var sum = 0
        for index in 0..<count {
            if let product = cache.cached(keys[Int(requests[(first &+ index) & mask])]) { sum &+= product.price &+ 1 }
        }
        return sum
    }

    func values(threads: Int, requests count: Int) async throws -> HitRun {
        let start = ContinuousClock.now
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for thread in 0..<threads {
                let first = thread * (self.requests.count / threads)
                group.addTask { try await self.values(self.keys[thread], first: first, count: count) }
            }
            var sum = 0
            for try await part in group { sum += part }
            return sum
        }
        return HitRun(seconds: (ContinuousClock.now - start) / .seconds(1), sum: sum)
    }

    private func values(_ keys: [String], first: Int, count: Int) async throws -> Int {
        let mask = requests.count - 1
        var sum = 0
        for index in 0..<count {
            let key = keys[Int(requests[(first &+ index) & mask])]
            let product = try await cache.value(for: key) { throw BenchmarkError("\(key) is not there") }
            sum &+= product.price &+ 1
        }
        return sum
    }
}
