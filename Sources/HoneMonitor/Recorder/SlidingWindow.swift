/// Counts of the last five minutes in slices of ten seconds: fixed memory, and nothing to do when time passes.
struct SlidingWindow: Sendable {
    /// The length of a slice in nanoseconds: 10 s.
    static let sliceNanoseconds: UInt64 = 10_000_000_000
    /// The most minutes it can tell of.
    static let minutes = 5
    private static let slices = minutes * 6

    private struct Slice {
        var number: UInt64 = .max
        var count = 0
        var errors = 0
        var nanoseconds: UInt64 = 0
        var longest: UInt64 = 0
        var queries = 0
    }

    private var ring = [Slice](repeating: Slice(), count: slices)

    /// Counts a request that ended at `now`.
    mutating func record(_ outcome: RequestOutcome, queries: Int, at now: UInt64) {
        let number = now / Self.sliceNanoseconds
        let index = Int(number % UInt64(Self.slices))
        if ring[index].number != number { ring[index] = Slice(number: number) }
        ring[index].count += 1
        ring[index].errors += outcome.status >= 500 ? 1 : 0
        ring[index].nanoseconds &+= outcome.nanoseconds
        ring[index].longest = max(ring[index].longest, outcome.nanoseconds)
        ring[index].queries += queries
    }

    /// The last `minutes` minutes up to `now`, the slice under way included.
    func snapshot(minutes: Int, at now: UInt64) -> WindowSnapshot {
        let newest = now / Self.sliceNanoseconds
        let wanted = UInt64(max(1, min(minutes, Self.minutes)) * 6)
        var total = Slice()
        for slice in ring where slice.number <= newest && newest - slice.number < wanted {
            total.count += slice.count
            total.errors += slice.errors
            total.nanoseconds &+= slice.nanoseconds
            total.longest = max(total.longest, slice.longest)
            total.queries += slice.queries
        }
        let count = Double(max(1, total.count))
        return WindowSnapshot(
            minutes: minutes, count: total.count, requestsPerSecond: Double(total.count) / Double(wanted * 10),
            serverErrors: total.errors, average: Double(total.nanoseconds) / count / 1e6,
            max: Double(total.longest) / 1e6, queriesPerRequest: Double(total.queries) / count)
    }
}
