import HoneCore

extension EndpointFigures {
    /// The last minute, five minutes and hour up to `now`, the slice under way included.
    func windows(at now: UInt64) -> [WindowSnapshot] {
        let newest = now / EndpointHistory.sliceNanoseconds
        let minute = newest / EndpointHistory.slicesInMinute
        var counts = [UInt32](repeating: 0, count: LatencyScale.count)
        var tally = Tally()
        // The five minutes go on from the one, so that each slice is unpacked once.
        Self.add(slices, newest: newest, from: 0, to: 6, &tally, &counts)
        let one = Self.snapshot(minutes: 1, tally, counts)
        Self.add(slices, newest: newest, from: 6, to: UInt64(EndpointHistory.slices), &tally, &counts)
        let five = Self.snapshot(minutes: 5, tally, counts)
        for index in counts.indices { counts[index] = 0 }
        tally = Tally()
        Self.add(minutes, newest: minute, from: 0, to: UInt64(EndpointHistory.minutes), &tally, &counts)
        return [one, five, Self.snapshot(minutes: 60, tally, counts)]
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

    private static func add(
        _ ring: [Slice], newest: UInt64, from: UInt64, to: UInt64, _ tally: inout Tally, _ counts: inout [UInt32]
    ) {
        for slice in ring where slice.number <= newest {
            let age = newest - slice.number
            guard age >= from, age < to else { continue }
            tally.add(slice.tally)
            slice.latencies.add(to: &counts)
        }
    }

    private static func snapshot(minutes: Int, _ tally: Tally, _ counts: [UInt32]) -> WindowSnapshot {
        guard tally.count > 0 else { return WindowSnapshot(minutes: minutes) }
        let requests = Double(tally.count)
        let at = LatencyScale.percentiles(
            [50, 95, 99], of: counts, shortest: tally.shortest, longest: tally.longest)
        return WindowSnapshot(
            minutes: minutes, count: Int(tally.count), requestsPerSecond: requests / Double(minutes * 60),
            clientErrors: Int(tally.clientErrors), serverErrors: Int(tally.serverErrors),
            average: Double(tally.nanoseconds) / requests / 1e6, p50: at[0], p95: at[1], p99: at[2],
            max: Double(tally.longest) / 1e6, queriesPerRequest: Double(tally.queries) / requests,
            queryMillisecondsPerRequest: Double(tally.queryNanoseconds) / requests / 1e6,
            cacheHits: Int(tally.cacheHits), cacheMisses: Int(tally.cacheMisses))
    }

    /// The figures of all latencies.
    var latencySnapshot: LatencySnapshot { Self.snapshot(latency, latencySum) }

    /// The figures of all times to the first byte.
    var firstByteSnapshot: LatencySnapshot {
        firstByte.isEmpty ? latencySnapshot : Self.snapshot(firstByte, firstByteSum)
    }

    private static func snapshot(_ counts: [UInt32], _ sum: LatencySum) -> LatencySnapshot {
        guard sum.count > 0 else { return .empty }
        let at = LatencyScale.percentiles(
            [50, 90, 95, 99, 99.9], of: counts, shortest: sum.shortest, longest: sum.longest)
        return LatencySnapshot(
            count: sum.count, average: Double(sum.nanoseconds) / Double(sum.count) / 1e6,
            min: Double(sum.shortest) / 1e6, p50: at[0], p90: at[1], p95: at[2], p99: at[3], p999: at[4],
            max: Double(sum.longest) / 1e6)
    }
}
