import Foundation
import HoneMonitor

/// Two threads on one endpoint against one.
struct ThreadsSection: Section {
    let name = "threads"
    let title = "two threads on one endpoint against one (bar: 1.8 times the requests a second)"

    func run(_ options: Options) async throws {
        var ratios: [Double] = []
        for round in 0...options.rounds {
            let monitor = PerformanceMonitor(configuration: .init(lookEverySeconds: nil))
            let one = try Self.rate(threads: 1, monitor)
            let two = try Self.rate(threads: 2, monitor)
            guard round > 0 else { continue }
            ratios.append(two / one)
            print(
                "  round \(round)  \(number(one / 1e6, 2)) and \(number(two / 1e6, 2)) million a second: \(number(two / one, 2)) times"
            )
        }
        print("median: \(number(median(ratios), 2)) times")
    }

    /// Requests a second of so many threads together.
    private static func rate(threads: Int, _ monitor: PerformanceMonitor) throws -> Double {
        let each = RecorderSection.requests
        let gate = DispatchSemaphore(value: 0)
        let done = DispatchGroup()
        for _ in 0..<threads {
            done.enter()
            let thread = Thread {
                RecorderSection.record(monitor, 10_000, [])
                gate.wait()
                RecorderSection.record(monitor, each, [])
                done.leave()
            }
            thread.start()
        }
        // Both are warm and wait before the time begins.
        Thread.sleep(forTimeInterval: 0.1)
        let start = ContinuousClock.now
        for _ in 0..<threads { gate.signal() }
        done.wait()
        return Double(each * threads) / ((ContinuousClock.now - start) / .seconds(1))
    }
}
