import HoneTesting
import Testing

@testable import HoneCache

/// Which entries are loaded anew by themselves, and when.
@Suite struct StripeReloadingTests {
    typealias State = StripeState<Int, Int>

    static let second: UInt64 = 1_000_000_000

    static func options(_ change: (inout CacheOptions) -> Void = { _ in }) -> CacheOptions {
        var options = CacheOptions()
        options.refreshAfter = .seconds(10)
        change(&options)
        return options
    }

    static func store(_ key: Int, _ state: inout State, at now: UInt64, ttl: Duration? = nil, _ options: CacheOptions) {
        var removed = RemovedEntries<Int, Int>()
        state.store(
            .init(key: key, fingerprint: UInt32(key), value: key, weight: 1, tags: [], ttl: ttl, seen: 1),
            options: options, now: now, removed: &removed)
    }

    /// Takes all that is due.
    static func take(_ state: inout State, at now: UInt64, most: Int = 4) -> [DueEntry<Int>] {
        var due: [DueEntry<Int>] = []
        while let some = state.takeDue(most, now: now, pause: second, grace: 0) {
            #expect(some.count <= most)
            due += some
        }
        return due
    }

    @Test func whatIsDueIsTakenAndNothingElse() {
        var state = State(capacity: 10_000, seed: 1)
        for key in 0..<1_000 { Self.store(key, &state, at: UInt64(key) * Self.second / 100, Self.options()) }
        #expect(Self.take(&state, at: 10 * Self.second - 1).isEmpty)
        let first = Self.take(&state, at: 12 * Self.second).map(\.key)
        // Stored up to 2 s after the beginning, or a tick of the wheel less.
        #expect(Set(first).isSubset(of: Set(0...200)) && Set(first).isSuperset(of: Set(0...180)))
        #expect(Set(first).count == first.count)
        for key in first { Self.store(key, &state, at: 12 * Self.second, Self.options()) }
        let second = Self.take(&state, at: 21 * Self.second).map(\.key)
        #expect(Set(first + second) == Set(0..<1_000) && first.count + second.count == 1_000)
    }

    /// What is not stored anew is taken again, until it is or has expired; what is being loaded is not.
    @Test func afterAPauseItIsTakenAgain() throws {
        let options = Self.options { $0.ttl = .seconds(20) }
        var state = State(capacity: 100, seed: 1)
        Self.store(1, &state, at: 0, options)
        Self.store(2, &state, at: 0, ttl: .seconds(15), options)
        var taken: [UInt64: [Int]] = [:]
        for tick in 0..<30 {
            let due = Self.take(&state, at: UInt64(tick) * Self.second)
            taken[UInt64(tick)] = due.map(\.key).sorted()
            for entry in due { #expect(entry.ttl == (entry.key == 2 ? .seconds(15) : nil)) }
        }
        #expect(taken.values.count { $0.contains(1) } >= 4 && taken.values.count { $0.contains(2) } >= 2)
        #expect((0..<10).allSatisfy { taken[$0] == [] } && (20..<30).allSatisfy { taken[$0] == [] })
        var busy = State(capacity: 100, seed: 1)
        Self.store(1, &busy, at: 0, options)
        busy.loads[1] = Load(began: 0, seen: 1, tags: [])
        #expect(Self.take(&busy, at: 12 * Self.second).isEmpty)
        busy.loads[1] = nil
        #expect(Self.take(&busy, at: 14 * Self.second).count == 1)
    }

    @Test func whatHasLeftIsNotTaken() {
        var state = State(capacity: 10, seed: 1)
        for key in 0..<100 { Self.store(key, &state, at: 0, Self.options()) }
        #expect(Self.take(&state, at: 12 * Self.second).count == 10)
        var plain = State(capacity: 10, seed: 1)
        Self.store(1, &plain, at: 0, CacheOptions(ttl: .seconds(5)))
        let due = plain.takeDue(4, now: 3_600 * Self.second, pause: 1, grace: 0)
        #expect(due?.count == nil && plain.reloads.count == 0, "no memory for what is not wanted")
    }
}
