import HoneCore

extension EndpointFigures {
    /// Brings the sums of what has ended up to `now`; before ``windows(at:)``.
    mutating func close(at now: UInt64, scratch: inout [UInt32]) {
        let newest = now / EndpointHistory.sliceNanoseconds
        five.update(slices, running: newest, length: UInt64(EndpointHistory.slices), scratch: &scratch)
        hour.update(
            minutes, running: newest / EndpointHistory.slicesInMinute, length: UInt64(EndpointHistory.minutes),
            scratch: &scratch)
    }

    /// The last minute, five minutes and hour up to `now`, the slice under way included.
    /// - Parameter uptime: how long has been recorded, ns.
    func windows(at now: UInt64, uptime: UInt64) -> [WindowSnapshot] {
        var own = self
        var scratch = [UInt32](repeating: 0, count: LatencyScale.count)
        own.close(at: now, scratch: &scratch)
        let newest = now / EndpointHistory.sliceNanoseconds
        var windows = [
            Self.window(1, slices, newest: newest, to: EndpointHistory.slicesInMinute, nil, &scratch),
            Self.window(5, slices, newest: newest, to: 1, own.five, &scratch),
            Self.window(60, minutes, newest: newest / EndpointHistory.slicesInMinute, to: 1, own.hour, &scratch),
        ]
        let slice = EndpointHistory.sliceNanoseconds
        for (index, unit) in [slice, slice, slice * EndpointHistory.slicesInMinute].enumerated() {
            // A window holds one slice less than its length, and as much as has passed of the one under way.
            let whole = UInt64(windows[index].minutes) * 60_000_000_000
            let seconds = Double(Swift.min(whole - unit + now % unit, uptime)) / 1e9
            windows[index].requestsPerSecond = Double(windows[index].count) / Swift.max(seconds, 1)
        }
        return windows
    }

    /// A window from its latest slices, up to an age, and the sum of the others.
    private static func window(
        _ minutes: Int, _ ring: [Slice], newest: UInt64, to age: UInt64, _ closed: ClosedSlices?,
        _ counts: inout [UInt32]
    ) -> WindowSnapshot {
        for bucket in counts.indices { counts[bucket] = 0 }
        var tally = closed?.tally ?? Tally()
        closed?.latencies.add(to: &counts)
        add(ring, newest: newest, from: 0, to: age, &tally, &counts)
        return snapshot(minutes: minutes, tally, counts)
    }

    /// Requests that ended in the last so many minutes.
    func count(inLastMinutes wanted: Int, at now: UInt64) -> Int {
        let newest = now / EndpointHistory.sliceNanoseconds
        let (ring, last, length) =
            wanted <= 5
            ? (slices, newest, UInt64(max(1, wanted)) * EndpointHistory.slicesInMinute)
            : (minutes, newest / EndpointHistory.slicesInMinute, UInt64(min(wanted, EndpointHistory.minutes)))
        return ring.reduce(0) { sum, slice in
            slice.number <= last && last - slice.number < length ? sum + Int(slice.tally.count) : sum
        }
    }

    /// Adds the slices of so many slices ago.
    static func add(
        _ ring: [Slice], newest: UInt64, from: UInt64, to: UInt64, _ tally: inout Tally, _ counts: inout [UInt32]
    ) {
        // By index: a slice that is taken out counts a reference.
        for index in ring.indices where ring[index].number <= newest {
            let age = newest - ring[index].number
            guard age >= from, age < to else { continue }
            tally.add(ring[index].tally)
            ring[index].latencies.add(to: &counts)
        }
    }

    private static func snapshot(minutes: Int, _ tally: Tally, _ counts: [UInt32]) -> WindowSnapshot {
        guard tally.count > 0 else { return WindowSnapshot(minutes: minutes) }
        let requests = Double(tally.count)
        let at = LatencyScale.percentiles(
            [50, 90, 95, 99, 99.9], of: counts, shortest: tally.shortest, longest: tally.longest)
        return WindowSnapshot(
            minutes: minutes, count: Int(tally.count), clientErrors: Int(tally.clientErrors),
            serverErrors: Int(tally.serverErrors),
            average: Double(tally.nanoseconds) / requests / 1e6, min: Double(tally.shortest) / 1e6, p50: at[0],
            p90: at[1], p95: at[2], p99: at[3], p999: at[4], max: Double(tally.longest) / 1e6,
            timeToFirstByte: Double(tally.firstByteNanoseconds) / requests / 1e6,
            responseBytesPerRequest: Double(tally.responseBytes) / requests,
            queriesPerRequest: Double(tally.queries) / requests,
            queryMillisecondsPerRequest: Double(tally.queryNanoseconds) / requests / 1e6,
            cacheHits: Int(tally.cacheHits), cacheMisses: Int(tally.cacheMisses))
    }

    /// The figures of all latencies.
    var latencySnapshot: LatencySnapshot { Self.snapshot(latency, latencySum) }

    /// The figures of all times to the first byte; nil when every answer was sent whole.
    var firstByteSnapshot: LatencySnapshot? { firstByte.isEmpty ? nil : Self.snapshot(firstByte, firstByteSum) }

    private static func snapshot(_ counts: [UInt64], _ sum: LatencySum) -> LatencySnapshot {
        guard sum.count > 0 else { return .empty }
        let at = LatencyScale.percentiles(
            [50, 90, 95, 99, 99.9], of: counts, shortest: sum.shortest, longest: sum.longest)
        return LatencySnapshot(
            count: sum.count, average: Double(sum.nanoseconds) / Double(sum.count) / 1e6,
            min: Double(sum.shortest) / 1e6, p50: at[0], p90: at[1], p95: at[2], p99: at[3], p999: at[4],
            max: Double(sum.longest) / 1e6)
    }
}
