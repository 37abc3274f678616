import HoneCore
import Logging
import Synchronization

/// Records what every request cost and says it when asked. One per app, shared by everything.
///
/// ```swift
/// let monitor = PerformanceMonitor(configuration: .init(log: .jsonLines("logs/performance.jsonl")))
/// router.add(middleware: monitor.middleware())      // HoneHummingbird
/// monitor.addRoutes(to: router, adminToken: token)  // HoneHummingbird
/// ```
public final class PerformanceMonitor: Sendable {
    /// How it records.
    public let configuration: MonitorConfiguration
    /// What browsers measured of visits.
    public let pageMetrics: PageMetrics
    let clock: MonitorClock
    let began: UInt64
    let recorder: Recorder
    let gauges = Gauges()
    let log: JSONLinesExporter?
    let system: SystemSampler
    let kept: KeptRequests
    let cost: CostMeter
    let glance: Glance
    let lag = Mutex(LagRing())
    /// What was found of endpoints and of the process.
    let processFindings = Mutex(FindingTable())
    let alerts: AlertSender?
    let looks: Mutex<LookState>
    let logger: Logger
    let timer: LookTimer?

    /// A monitor.
    /// - Parameters:
    ///   - configuration: How it records.
    ///   - clock: The clocks it reads.
    ///   - logger: Where trouble with the request log is reported, once, and where alerts go.
    ///   - deliver: Where alerts go beside the log, such as a webhook; tried again with growing pauses when it throws.
    public convenience init(
        configuration: MonitorConfiguration = .init(), clock: MonitorClock = .system,
        logger: Logger = Logger(label: "hone.monitor"), deliver: AlertDelivery? = nil
    ) {
        self.init(
            configuration: configuration, clock: clock, logger: logger, deliver: deliver,
            system: SystemSampler(clock: clock))
    }

    init(
        configuration: MonitorConfiguration, clock: MonitorClock, logger: Logger, deliver: AlertDelivery?,
        system: SystemSampler
    ) {
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        glance = Glance(configuration.detectors)
        pageMetrics = PageMetrics(limits: configuration.pageMetrics, clock: clock)
        began = clock.nanoseconds()
        let recorder = Recorder(
            maximumEndpoints: configuration.maximumEndpoints, maximumQueries: configuration.maximumQueries,
            stripes: min(8, max(4, SystemSampler.processors)))
        self.recorder = recorder
        self.system = system
        kept = KeptRequests(limit: configuration.keptRequests)
        cost = CostMeter(maximumShare: configuration.maximumCPUShare, cpuNanoseconds: clock.cpuNanoseconds())
        alerts = deliver.map { AlertSender(logger: logger, deliver: $0) }
        looks = Mutex(LookState(rules: configuration.alerts))
        switch configuration.log {
        case .none: log = nil
        case .jsonLines(let path):
            log = JSONLinesExporter(
                path: path, capacity: configuration.logQueueCapacity, rotation: configuration.logRotation,
                clock: clock, logger: logger, endpointName: { recorder.name(of: $0) })
        }
        timer = configuration.lookEverySeconds.map { LookTimer(everySeconds: max(1, $0)) }
        timer?.start { [weak self] in self?.look() }
    }

    /// Seconds since the monitor began.
    public var uptimeSeconds: Double { Double(Self.elapsed(from: began, to: clock.nanoseconds())) / 1e9 }

    /// Shows figures of a part of the app, such as a pool of connections, in every snapshot from now on.
    ///
    ///     monitor.addGauges("database") { pool.statistics.gauges }
    /// - Parameters:
    ///   - part: The part's name. Another with the same name takes its place; of more than 64 the rest is left out.
    ///   - read: Gives the figures by their names; called for each snapshot, and must not block.
    public func addGauges(_ part: String, _ read: @escaping @Sendable () -> [(name: String, value: Double)]) {
        gauges.add(part, read)
    }

    /// Writes what waits to be written to the log before it returns. For shutting down, and for tests.
    public func flush() {
        log?.flush()
    }

    /// No time at all where the clock went back.
    static func elapsed(from start: UInt64, to end: UInt64) -> UInt64 { end > start ? end - start : 0 }
}
