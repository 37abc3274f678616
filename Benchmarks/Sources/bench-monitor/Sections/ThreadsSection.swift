import BenchmarkSections
import Foundation
import HoneMonitor

/// Two threads on one endpoint against one.
struct ThreadsSection: Section {
    let name = "threads"
    let title = "two threads on one endpoint against one (bar: 1.8 times the requests a second)"

    private static let requests = 3_000_000

    func run(_ options: Options) async throws {
        var ratios: [Double] = []
        var ceilings: [Double] = []
        for round in 0...options.rounds {
            let shared = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
            let own = (0..<2).map { _ in PerformanceMonitor(configuration: .init(lookEverySeconds: nil)) }
            let one = try Self.rate([shared])
            let two = try Self.rate([shared, shared])
            let apart = try Self.rate(own)
            guard round > 0 else { continue }
            ratios.append(two / one)
            ceilings.append(apart / one)
            print(
                "  round \(round)  one thread \(number(one / 1e6, 2)) million a second, two \(number(two / 1e6, 2)), "
                    + "two with a monitor each \(number(apart / 1e6, 2))")
        }
        print(
            "median: \(number(median(ratios), 2)) times; with a monitor each, which is all that the machine gives, "
                + "\(number(median(ceilings), 2)) times")
    }

    /// Requests a second of a thread for each monitor, all together.
    private static func rate(_ monitors: [PerformanceMonitor]) throws -> Double {
        let gate = DispatchSemaphore(value: 0)
        let (ready, done) = (DispatchGroup(), DispatchGroup())
        for monitor in monitors {
            ready.enter()
            done.enter()
            let thread = Thread {
                RecorderSection.record(monitor, 10_000, [])
                ready.leave()
                gate.wait()
                RecorderSection.record(monitor, requests, [])
                done.leave()
            }
            thread.start()
        }
        // All are warm and wait before the time begins.
        ready.wait()
        let start = ContinuousClock.now
        for _ in monitors { gate.signal() }
        done.wait()
        return Double(requests * monitors.count) / ((ContinuousClock.now - start) / .seconds(1))
    }
}
