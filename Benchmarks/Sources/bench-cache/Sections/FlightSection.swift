import BenchmarkSections
import HoneCache
import Synchronization

/// A thousand callers that miss one key at once.
struct FlightSection: Section {
    let name = "misses"
    let title = "1,000 concurrent misses of one key"

    func run(_ options: Options) async throws {
        Results.shared.write(to: options.json)
        var most = 0
        for _ in 0..<options.rounds { most = max(most, try await Self.loads()) }
        Results.shared.add(
            Figure(
                section: name, what: "loads for 1,000 concurrent misses, the most of \(options.rounds) rounds",
                value: Double(most), unit: most == 1 ? "load" : "loads", bar: .most(1)))
    }

    private static func loads() async throws -> Int {
        let cache = Cache<String, Int>(name: "bench", capacity: .entries(100))
        let loads = Counter()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<1_000 {
                group.addTask {
                    try await cache.value(for: "key") {
                        try await Task.sleep(for: .milliseconds(50))
                        return loads.value.add(1, ordering: .relaxed).newValue
                    }
                }
            }
            for try await value in group where value != 1 { throw BenchmarkError("a caller was given \(value)") }
        }
        return loads.value.load(ordering: .relaxed)
    }
}

private final class Counter: Sendable {
    let value = Atomic(0)
}
