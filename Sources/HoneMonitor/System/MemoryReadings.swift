/// Resident memory at each look, for the detector of memory that grows. Bounded.
struct MemoryReadings: Sendable {
    /// Readings that are kept: an hour of a look every ten seconds.
    static let length = 360

    private(set) var megabytes: [Double] = []

    mutating func record(bytes: UInt64) {
        if megabytes.count >= Self.length { megabytes.removeFirst(Self.length / 4) }
        megabytes.append(Double(bytes) / 1e6)
    }

    /// Begins anew, after growth was told.
    mutating func reset() { megabytes.removeAll(keepingCapacity: true) }
}
