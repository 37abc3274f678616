import HoneCore
import Testing

@testable import HoneCache

@Suite struct EntryTableTests {
    /// Counts itself, to see that none is lost or let go twice.
    final class Counted: Sendable {
        let live: Live
        init(_ live: Live) {
            self.live = live
            live.add(1)
        }
        deinit { live.add(-1) }
    }

    /// With fingerprints from spread to all alike.
    @Test(arguments: [UInt32.max, 15, 1, 0], [1, 2])
    func doesWhatADictionaryDoes(mask: UInt32, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // With room for as many as there are, for too few, and for more.
        var table = EntryTable<Int, Int>(limit: seed == 1 ? 100 : 40)
        var model: [Int: (slot: Int, value: Int)] = [:]
        var free = Array((0..<100).reversed())
        for step in 0..<4_000 {
            let key = Int(generator.next(in: 0...150))
            let fingerprint = UInt32(truncatingIfNeeded: key &* 0x9E37_79B1) & mask
            let slot = table.find(key, fingerprint)
            #expect(slot == model[key]?.slot ?? -1, "seed \(seed), step \(step)")
            if slot >= 0 {
                #expect(table.entries[slot].value == model[key]?.value)
                guard generator.next(in: 0...1) == 0 else { continue }
                let removed = table.remove(at: slot, fingerprint: fingerprint)
                #expect(removed.key == key)
                model[key] = nil
                free.append(slot)
            } else if let slot = free.popLast() {
                table.insert(Entry(key: key, value: step), fingerprint: fingerprint, at: slot)
                model[key] = (slot, step)
            }
            #expect(table.count == model.count)
        }
        #expect(Set(table.slots) == Set(model.values.map(\.slot)))
    }

    @Test func letsGoOfEachValueOnce() {
        let live = Live()
        do {
            var table = EntryTable<Int, Counted>()
            for key in 0..<100 {
                table.insert(Entry(key: key, value: Counted(live)), fingerprint: UInt32(key / 3), at: key)
            }
            #expect(live.count == 100)
            for key in 0..<30 { _ = table.remove(at: key, fingerprint: UInt32(key / 3)) }
            #expect(live.count == 70)
            for key in 0..<5 {
                table.insert(Entry(key: key, value: Counted(live)), fingerprint: UInt32(key), at: key)
            }
            #expect(live.count == 75)
        }
        #expect(live.count == 0)
    }

    @Test func slotsMayComeInAnyOrder() {
        var table = EntryTable<Int, Int>()
        for slot in [900, 3, 17] { table.insert(Entry(key: slot, value: slot), fingerprint: 9, at: slot) }
        for slot in [900, 3, 17] { #expect(table.find(slot, 9) == slot) }
        #expect(table.find(900, 10) == -1 && table.find(4, 9) == -1)
    }

    @Test func fingerprintsAtTheEndGoOnAtTheStart() {
        var table = EntryTable<Int, Int>(limit: 20)
        for key in 0..<20 { table.insert(Entry(key: key, value: key), fingerprint: .max, at: key) }
        for key in stride(from: 0, to: 20, by: 2) { _ = table.remove(at: key, fingerprint: .max) }
        for key in 0..<20 { #expect(table.find(key, .max) == (key % 2 == 0 ? -1 : key)) }
    }

    @Test func memoryIsForTheLimitAndNotBeyond() {
        var table = EntryTable<Int, Int>(limit: 1_000)
        for key in 0..<1_000 { table.insert(Entry(key: key, value: key), fingerprint: UInt32(key) << 20, at: key) }
        #expect(table.entries.count == 1_000 && table.buckets.count == 1_501)
        #expect(table.terms == nil, "none has any")
    }

    @Test func termsComeWhenTheFirstHasAny() {
        var table = EntryTable<Int, Int>(limit: 100)
        var lifetime = Lifetime()
        lifetime.freshUntil = 5
        table.setTerms(EntryTerms(lifetime: Lifetime(), seen: 9, tags: []), at: 0)
        #expect(table.terms == nil && table.lifetime(of: 0) == Lifetime())
        for key in 0..<10 { table.insert(Entry(key: key, value: key), fingerprint: 3, at: key) }
        table.setTerms(EntryTerms(lifetime: lifetime, seen: 9, tags: [4]), at: 7)
        for key in 10..<90 { table.insert(Entry(key: key, value: key), fingerprint: 3, at: key) }
        table.setTerms(EntryTerms(lifetime: lifetime, seen: 9, tags: []), at: 95)
        #expect(table.terms?[7].seen == 9 && table.terms?[7].tags == [4] && table.lifetime(of: 7) == lifetime)
        #expect(table.terms?[6] == EntryTerms() && table.terms?[89] == EntryTerms())
        #expect(table.terms?[95].seen == .max, "without tags, no invalidation concerns it")
        _ = table.remove(at: 7, fingerprint: 3)
        #expect(table.lifetime(of: 7) == Lifetime(), "who comes next into the slot does not inherit")
    }
}
