import CoreMetrics
import HoneCore
import Synchronization

/// A backend for swift-metrics that keeps figures in memory, as a Prometheus client does: a handler for each label and
/// dimensions, found again by them; times and values in a histogram.
final class InMemoryMetrics: MetricsFactory {
    private struct Key: Hashable {
        var label: String
        var dimensions: [String]

        init(_ label: String, _ dimensions: [(String, String)]) {
            self.label = label
            self.dimensions = dimensions.flatMap { [$0.0, $0.1] }
        }
    }

    private static let bootstrapped: Void = MetricsSystem.bootstrap(InMemoryMetrics())

    /// Makes it the process's backend; a process has one, and no second time.
    static func bootstrap() { bootstrapped }

    private let handlers = Mutex<[Key: Figure]>([:])

    private func figure(_ label: String, _ dimensions: [(String, String)]) -> Figure {
        let key = Key(label, dimensions)
        return handlers.withLock { handlers in
            if let known = handlers[key] { return known }
            let new = Figure()
            handlers[key] = new
            return new
        }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { figure(label, dimensions) }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        figure(label, dimensions)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { figure(label, dimensions) }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { figure(label, dimensions) }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}

    private final class Figure: CounterHandler, RecorderHandler, TimerHandler, MeterHandler {
        private let total = Atomic<Int64>(0)
        private let values = Mutex(LatencyDistribution())

        func increment(by amount: Int64) { total.wrappingAdd(amount, ordering: .relaxed) }
        func reset() { total.store(0, ordering: .relaxed) }
        func record(_ value: Int64) { recordNanoseconds(value) }
        func record(_ value: Double) { recordNanoseconds(Int64(value)) }
        func recordNanoseconds(_ duration: Int64) {
            values.withLock { $0.record(nanoseconds: UInt64(max(0, duration))) }
        }
        func set(_ value: Int64) { total.store(value, ordering: .relaxed) }
        func set(_ value: Double) { total.store(Int64(value), ordering: .relaxed) }
        func increment(by amount: Double) { total.wrappingAdd(Int64(amount), ordering: .relaxed) }
        func decrement(by amount: Double) { total.wrappingSubtract(Int64(amount), ordering: .relaxed) }
    }
}
