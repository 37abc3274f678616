import Dispatch
import HoneCore
import Logging
import Synchronization

/// What is remembered from one look to the next.
struct LookState: Sendable {
    var book: AlertBook
    var memory = MemoryReadings()

    init(rules: [AlertRule]) {
        book = AlertBook(rules: rules)
    }
}

extension PerformanceMonitor {
    /// Looks at what needs no request: slow endpoints, memory, alerts and the monitor's own cost. Called by itself
    /// every ``MonitorConfiguration/lookEverySeconds``, off the event loops.
    public func look() {
        let now = clock.nanoseconds()
        let time = clock.unixMilliseconds()
        var tally = CostTally()
        recorder.forEachStripe { tally.add($0.cost) }
        cost.look(tally, cpuNanoseconds: clock.cpuNanoseconds())
        kept.forgetOld(at: now)
        let uptime = Self.elapsed(from: began, to: now)
        let resident = try? system.sample().residentBytes
        var scratch = [UInt32](repeating: 0, count: LatencyScale.count)
        let endpoints = recorder.allHistories().map { history in
            (
                number: history.number, name: history.key.name,
                windows: history.read(at: now, scratch: &scratch) { $0.windows(at: now, uptime: uptime) }
            )
        }
        if configuration.detectors.isOn {
            for endpoint in endpoints { lookForSlow(endpoint.number, endpoint.name, endpoint.windows[1], at: time) }
            if let resident { lookAtMemory(resident, at: time) }
        }
        let windows = endpoints.map { (name: $0.name, window: $0.windows[0]) }
        let told = looks.withLock { looks in
            looks.book.look(at: time) { AlertBook.Reading($0, endpoints: windows, residentBytes: resident) }
        }
        for alert in told {
            logger.log(level: alert.isFiring ? .warning : .notice, "\(alert)")
            alerts?.send(alert)
        }
    }

    private func lookForSlow(_ number: Int, _ name: String, _ window: WindowSnapshot, at time: Int64) {
        let rule = configuration.detectors.slowEndpoint
        guard rule.counts(p95: window.p95, count: window.count) else { return }
        guard !window.isOfStreams || window.timeToFirstByte > rule.p95 else { return }
        report(
            Sighting(
                detector: .slowEndpoint, severity: window.p95 > 2 * rule.p95 ? .high : .medium, count: window.count,
                milliseconds: window.p95), endpoint: number, name: name, at: time)
    }

    private func lookAtMemory(_ resident: UInt64, at time: Int64) {
        let growth = looks.withLock { looks -> Double? in
            looks.memory.record(bytes: resident)
            let growth = configuration.detectors.memory.growth(of: looks.memory.megabytes)
            if growth != nil { looks.memory.reset() }
            return growth
        }
        guard let growth else { return }
        report(
            Sighting(detector: .memoryGrowth, severity: .high, count: Int(growth.rounded())), endpoint: -1,
            name: "process", at: time)
    }

    /// How late an event loop did what was due, ns; to be called by who measures it, from any thread.
    public func recordEventLoopLag(nanoseconds: UInt64) {
        lag.withLock { $0.record(nanoseconds) }
        let milliseconds = Double(nanoseconds) / 1e6
        guard configuration.detectors.isOn, milliseconds >= configuration.detectors.eventLoopMilliseconds else {
            return
        }
        report(
            Sighting(
                detector: .eventLoopBlocked, severity: milliseconds >= 500 ? .high : .medium,
                milliseconds: milliseconds), endpoint: -1, name: "process", at: clock.unixMilliseconds())
    }

    private func report(_ sighting: Sighting, endpoint: Int, name: String, at time: Int64) {
        let nothing = TraceState(began: 0)
        processFindings.withLock { table in
            _ = table.add(sighting.key(endpoint: endpoint, nothing), at: time) {
                var finding = sighting.finding(endpoint: name, nothing, at: time)
                finding.requestID = nil
                return finding
            }
        }
    }
}

/// Calls something again and again on a queue of its own, until it goes away.
final class LookTimer: Sendable {
    private let queue = DispatchQueue(label: "hone.monitor.look", qos: .utility)
    private let seconds: Int

    init(everySeconds seconds: Int) {
        self.seconds = seconds
    }

    func start(_ body: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + .seconds(seconds)) { [weak self] in
            guard let self else { return }
            body()
            start(body)
        }
    }
}
