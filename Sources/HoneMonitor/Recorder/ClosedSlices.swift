/// The sum of the slices of a window that have ended, kept from one reading to the next: adding up ninety slices of
/// each endpoint anew would be most of what a reading costs.
struct ClosedSlices: Sendable {
    /// The most bytes that the latencies take; up to some 700 buckets that are not empty each count for themselves.
    static let maximumBytes = 2_048

    /// The first slice that is not in it, because it runs; `.max` before there is a sum.
    private(set) var running: UInt64 = .max
    private(set) var tally = Tally()
    private(set) var latencies = PackedLatencies()

    /// Adds up the slices before the running one, unless that is done.
    /// - Parameter length: slices in the window, the running one included.
    mutating func update(_ ring: [EndpointFigures.Slice], running: UInt64, length: UInt64, scratch: inout [UInt32]) {
        guard self.running != running else { return }
        self.running = running
        tally = Tally()
        for bucket in scratch.indices { scratch[bucket] = 0 }
        EndpointFigures.add(ring, newest: running, from: 1, to: length, &tally, &scratch)
        let range = LatencyScale.buckets(from: tally.shortest, to: tally.longest)
        latencies.pack(scratch, range, limit: Self.maximumBytes)
    }

    /// Something is added to a slice: a sum that has it is of no use any more.
    mutating func willAdd(to number: UInt64) {
        if number < running { running = .max }
    }
}
