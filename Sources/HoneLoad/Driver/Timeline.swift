/// When a run starts, records, ends, and where its intervals lie; nanoseconds of the monotonic clock.
struct Timeline: Sendable, Equatable {
    /// The series holds at most this many points; a longer run gets longer intervals.
    static let mostPoints = 3_600.0

    let start: UInt64
    let recordFrom: UInt64
    let end: UInt64
    let interval: UInt64

    /// - Parameters:
    ///   - warmUp: seconds before the recording.
    ///   - duration: seconds of the whole run, the warm-up included.
    init(start: UInt64, warmUp: Double, duration: Double) {
        self.start = start
        recordFrom = start + UInt64(warmUp * 1e9)
        end = start + UInt64(duration * 1e9)
        interval = UInt64(max(1, (duration / Self.mostPoints).rounded(.up)) * 1e9)
    }

    /// Where the interval that starts at `from` ends: one interval later, but never across the start of the
    /// recording or the end.
    func boundary(after from: UInt64) -> UInt64 {
        let next = from + interval
        if from < recordFrom { return min(next, recordFrom) }
        return min(next, end)
    }
}
