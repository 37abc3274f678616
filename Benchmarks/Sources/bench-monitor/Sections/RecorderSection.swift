import BenchmarkSections
import CAllocations
import Foundation
import HoneCore
import HoneMonitor

/// One thread: begin and end of a request, warm; then with five queries.
struct RecorderSection: Section {
    let name = "recorder"
    let title = "recording one request, one thread (bar: 150 ns and no allocation, goal: 60 ns)"

    static let requests = 1_000_000

    func run(_ options: Options) async throws {
        let statements = (0..<5).map { "SELECT column\($0) FROM some_table WHERE id = ?" }
        var plain: [Double] = []
        var queried: [Double] = []
        var allocations = (plain: 0.0, queried: 0.0)
        // The first round warms it up.
        for round in 0...options.rounds {
            let (first, firstAllocations) = Self.measure([])
            let (second, secondAllocations) = Self.measure(statements)
            guard round > 0 else { continue }
            plain.append(first)
            queried.append(second)
            allocations = (firstAllocations, secondAllocations)
            print("  round \(round)  \(number(first)) ns, with 5 queries \(number(second)) ns")
        }
        let counted = hone_allocations_are_counted() == 1
        print(
            "median: \(number(median(plain))) ns, \(counted ? number(allocations.plain, 4) : "?") allocations a request"
        )
        print(
            "median with 5 queries: \(number(median(queried))) ns, "
                + "\(counted ? number(allocations.queried, 4) : "?") allocations a request")
    }

    private static func measure(_ statements: [String]) -> (nanoseconds: Double, allocations: Double) {
        let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
        record(monitor, 10_000, statements)
        let before = hone_allocations()
        let start = ContinuousClock.now
        record(monitor, requests, statements)
        let passed = (ContinuousClock.now - start) / .nanoseconds(1)
        return (passed / Double(requests), Double(hone_allocations() - before) / Double(requests))
    }

    /// What a middleware does around a request.
    @inline(never)
    static func record(_ monitor: PerformanceMonitor, _ requests: Int, _ statements: [String], route: String = route) {
        for _ in 0..<requests {
            var recording = monitor.begin(method: "GET", route: route)
            for sql in statements { recording.trace?.recordQuery(sql: sql, nanoseconds: 1_000) }
            monitor.end(&recording, status: 200, responseBytes: 512)
        }
    }

    static let route = "/api/chefs/{id}/reviews"
}
