import HoneCore
import Synchronization

extension PerformanceMonitor {
    /// Everything recorded so far. Builds strings and reads every endpoint: not for the path of a request.
    /// - Parameter minutes: When given, 1 to 60: only the endpoints that answered in the last so many minutes are
    ///   listed. The totals are of all.
    public func snapshot(activeInLastMinutes minutes: Int? = nil) -> MonitorSnapshot {
        let now = clock.nanoseconds()
        let uptime = Self.elapsed(from: began, to: now)
        var totals = (requests: 0, inFlight: 0, folded: 0)
        var endpoints: [EndpointSnapshot] = []
        var scratch = [UInt32](repeating: 0, count: LatencyScale.count)
        for history in recorder.allHistories() {
            let (figures, isListed) = history.read(at: now, scratch: &scratch) { figures in
                (figures, minutes.map { figures.count(inLastMinutes: $0, at: now) > 0 } ?? true)
            }
            totals.requests += figures.latencySum.count
            totals.inFlight += figures.running
            if history.number == Recorder.other { totals.folded = figures.latencySum.count + figures.inFlight }
            if isListed {
                endpoints.append(EndpointSnapshot(key: history.key, figures: figures, at: now, uptime: uptime))
            }
        }
        return MonitorSnapshot(
            uptimeSeconds: Double(uptime) / 1e9, requests: totals.requests,
            inFlight: totals.inFlight, endpoints: endpoints, maximumEndpoints: configuration.maximumEndpoints,
            foldedRequests: totals.folded, gauges: gauges.read(), log: log?.snapshot(), alerts: alerts?.counts)
    }

    /// What the process and the monitor itself use now.
    /// - Throws: `SystemReadError` when the kernel does not say.
    public func systemSnapshot() throws(SystemReadError) -> SystemSnapshot {
        var snapshot = try system.sample()
        snapshot.eventLoopLag = lag.withLock { $0.snapshot }
        snapshot.monitor = costSnapshot()
        return snapshot
    }

    /// What the monitor itself uses.
    func costSnapshot() -> CostSnapshot {
        let requests = kept.all()
        let bytes = kept.memoryBytes
        let others = processFindings.withLock { $0.memoryBytes } + pageMetrics.memoryBytes + (log?.memoryBytes ?? 0)
        return CostSnapshot(
            cpuShare: cost.share, nanosecondsPerRequest: cost.nanosecondsPerRequest,
            bytesPerRequest: requests.isEmpty ? 0 : Double(bytes) / Double(requests.count), shedding: cost.shedding,
            memoryBytes: recorder.memoryBytes + bytes + others)
    }

    /// The statements that requests ran.
    /// - Parameters:
    ///   - order: which come first.
    ///   - limit: how many at most.
    public func queries(order: QueryOrder = .time, limit: Int = 100) -> [QuerySnapshot] {
        // Taken out under the lock and added up outside of it, with room for all, so that none is dropped half-way.
        var tables: [QueryTable] = []
        recorder.forEachStripe { tables.append($0.queries) }
        var all = QueryTable(limit: tables.reduce(0) { $0 + $1.entries.count })
        for table in tables { all.add(table) }
        let sorted = all.entries.sorted { first, second in
            let (a, b) =
                switch order {
                case .time: (first.nanoseconds, second.nanoseconds)
                case .count: (UInt64(first.count), UInt64(second.count))
                case .longest: (first.longest, second.longest)
                }
            return a == b ? first.statement.sql < second.statement.sql : a > b
        }
        return sorted.prefix(max(0, limit)).map { entry in
            let time = Double(entry.nanoseconds) / 1e6
            return QuerySnapshot(
                sql: entry.statement.sql, place: entry.statement.place?.description,
                endpoint: recorder.name(of: entry.endpoint), count: entry.count, milliseconds: time,
                average: time / Double(max(1, entry.count)), max: Double(entry.longest) / 1e6)
        }
    }

    /// What the detectors found, last seen first.
    public func findings() -> [LiveFinding] {
        var all = FindingTable()
        let (now, time) = (clock.now, clock.unixMilliseconds())
        recorder.forEachStripe { state in
            state.again.tell(&state.findings, at: now, time)
            all.add(state.findings)
        }
        processFindings.withLock { all.add($0) }
        return all.findings(configuration.detectors).sorted {
            ($0.lastSeen, $0.severity, $1.location, $1.detail) > ($1.lastSeen, $1.severity, $0.location, $0.detail)
        }
    }

    /// The requests that are kept, the slowest first.
    public func requests() -> [RequestSummary] {
        kept.all().map { $0.summary(endpoint: recorder.name(of: $0.endpoint)) }
    }

    /// A request that is kept, by what the client sent as `X-Request-ID` or was given; of several that have the id, the
    /// slowest. Nil when none is kept, or not any more.
    public func request(id: String) -> RequestSnapshot? {
        kept.all().first { $0.trace.id == id }.map { $0.snapshot(endpoint: recorder.name(of: $0.endpoint)) }
    }

    /// How many requests took how long in the last ten minutes.
    public func heatmap() -> HeatmapSnapshot {
        let now = clock.nanoseconds()
        let unix = clock.unixMilliseconds() / 1_000
        var columns: [UInt64: [Int]] = [:]
        recorder.forEachStripe { $0.heat.add(to: &columns, at: now) }
        let sorted = columns.sorted { $0.key < $1.key }.map { number, counts in
            let age = Int64(now / 1_000_000_000) - Int64(number * EndpointHistory.sliceNanoseconds / 1_000_000_000)
            return HeatmapSnapshot.Column(time: unix - age, counts: counts)
        }
        return HeatmapSnapshot(secondsPerColumn: 10, edges: HeatRing.edges, columns: sorted)
    }

    /// The request that is kept with a span, as ``RequestSummary/span`` says it; nil when it is not, or not any more.
    public func request(span: String) -> RequestSnapshot? {
        guard let number = UInt64(span, radix: 16) else { return nil }
        return kept.all().first { $0.trace.context.span == number }
            .map { $0.snapshot(endpoint: recorder.name(of: $0.endpoint)) }
    }
}
