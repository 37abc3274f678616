import BenchmarkSections
import CAllocations
import Foundation
import HoneCache

/// What a million entries take beside their keys and values.
struct OverheadSection: Section {
    let name = "overhead"
    let title = "bytes an entry beside its 16 of key and value, a million of Int keys and Int values"

    private static let entries = 1_000_000

    func run(_ options: Options) async throws {
        Results.shared.write(to: options.json)
        guard hone_heap_bytes() > 0 else {
            throw BenchmarkError("the heap is measured with mallinfo2(3) of glibc, which is not here; run it on Linux")
        }
        // Twice as many keys as fit, so that the memory for those that left is full, too.
        try measure("full, twice as many keys came", .entries(Self.entries), keys: Self.entries * 2, isBar: true)
        try measure("with a time to live", .entries(Self.entries), keys: Self.entries * 2, ttl: .seconds(3_600))
        try measure("bounded by weight", .weight(Self.entries), keys: Self.entries * 2)
        // Fewer than fit by far: memory is taken as entries come.
        try measure("a million in a cache for four", .entries(Self.entries * 4), keys: Self.entries)
    }

    private func measure(
        _ what: String, _ capacity: CacheCapacity, keys: Int, ttl: Duration? = nil, isBar: Bool = false
    ) throws {
        let before = hone_heap_bytes()
        let cache = Cache<Int, Int>(
            name: "bench", capacity: capacity, options: CacheOptions(ttl: ttl), weigher: { _, _ in 1 })
        for key in 0..<keys { cache.set(key, for: key) }
        let entries = cache.statistics.entries
        guard entries >= Self.entries * 9 / 10 else { throw BenchmarkError("the cache holds only \(entries) entries") }
        let bytes = Double(hone_heap_bytes() - before) / Double(entries) - 16
        Results.shared.add(
            Figure(
                section: name, what: "overhead, \(what)", value: bytes, unit: "bytes an entry",
                bar: isBar ? .most(120) : .none, goal: isBar ? .most(64) : .none))
        withExtendedLifetime(cache) {}
    }
}
