import BenchmarkSections
import Foundation
import HoneCore
import HoneMonitor
import Synchronization

/// 500 endpoints with a full hour of windows: the time of a snapshot, and the memory.
struct SnapshotSection: Section {
    let name = "snapshot"
    let title = "500 endpoints, an hour of windows (bars: 5 ms and 24 MiB, goal: 12 MiB)"

    private static let endpoints = 500

    func run(_ options: Options) async throws {
        let time = ManualTime()
        let before = try Self.residentBytes()
        let monitor = PerformanceMonitor(
            configuration: .init(maximumEndpoints: Self.endpoints, lookEverySeconds: nil),
            clock: MonitorClock(
                nanoseconds: { time.nanoseconds }, unixMilliseconds: { Int64(time.nanoseconds / 1_000_000) }))
        let routes = (0..<Self.endpoints).map { "/api/route/\($0)/{id}" }
        var random = SeededGenerator(seed: 1)
        // An hour in slices of ten seconds, two requests a second on each endpoint, log-normal about 20 ms.
        for _ in 0..<360 {
            let begun = time.nanoseconds
            for route in routes {
                for _ in 0..<20 {
                    var recording = monitor.begin(method: "GET", route: route)
                    let normal = (0..<12).reduce(-6.0) { sum, _ in sum + random.nextUnit() }
                    time.set(begun + UInt64(20e6 * exp(0.5 * normal)))
                    monitor.end(&recording, status: 200, responseBytes: 512)
                    time.set(begun)
                }
            }
            time.set(begun + 10_000_000_000)
        }
        let after = try Self.residentBytes()
        var times: [Double] = []
        for round in 1...options.rounds {
            // A second later each endpoint has been asked again.
            time.set(time.nanoseconds + 1_000_000_000)
            for route in routes { RecorderSection.record(monitor, 1, [], route: route) }
            let start = ContinuousClock.now
            let count = monitor.snapshot().endpoints.count
            times.append((ContinuousClock.now - start) / .milliseconds(1))
            guard count == Self.endpoints else { throw BenchmarkError("a snapshot has \(count) endpoints") }
            print("  round \(round)  \(number(times[round - 1], 2)) ms")
        }
        let own = Double(try monitor.systemSnapshot().monitor?.memoryBytes ?? 0) / 1_048_576
        print("median: \(number(median(times), 2)) ms a snapshot")
        print(
            "memory: \(number(own, 2)) MiB by its own reckoning, \(number((after - before) / 1_048_576, 2)) MiB resident"
        )
    }

    private static func residentBytes() throws -> Double {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        guard let pages = text.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) else {
            throw BenchmarkError("/proc/self/statm says \(text), and no pages")
        }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// A clock that the benchmark sets.
private final class ManualTime: Sendable {
    private let value = Atomic<UInt64>(3_600_000_000_000)

    var nanoseconds: UInt64 { value.load(ordering: .relaxed) }

    func set(_ nanoseconds: UInt64) { value.store(nanoseconds, ordering: .relaxed) }
}
