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

    static func entry<Value>(_ key: Int, _ value: Value, fingerprint: UInt32) -> Entry<Int, Value> {
        Entry(key: key, value: value, fingerprint: fingerprint, lifetime: Lifetime(), seen: 1, tags: [])
    }

    /// With fingerprints from spread to all alike.
    @Test(arguments: [UInt32.max, 15, 1, 0], [1, 2])
    func doesWhatADictionaryDoes(mask: UInt32, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var table = EntryTable<Int, Int>()
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
                let removed = table.remove(at: slot)
                #expect(removed.key == key)
                model[key] = nil
                free.append(slot)
            } else if let slot = free.popLast() {
                table.insert(Self.entry(key, step, fingerprint: fingerprint), at: slot)
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
                table.insert(Self.entry(key, Counted(live), fingerprint: UInt32(key / 3)), at: key)
            }
            #expect(live.count == 100)
            for key in 0..<30 { _ = table.remove(at: key) }
            #expect(live.count == 70)
            for key in 0..<5 { table.insert(Self.entry(key, Counted(live), fingerprint: UInt32(key)), at: key) }
            #expect(live.count == 75)
        }
        #expect(live.count == 0)
    }

    @Test func slotsMayComeInAnyOrder() {
        var table = EntryTable<Int, Int>()
        for slot in [900, 3, 17] { table.insert(Self.entry(slot, slot, fingerprint: 9), at: slot) }
        for slot in [900, 3, 17] { #expect(table.find(slot, 9) == slot) }
        #expect(table.find(900, 10) == -1 && table.find(4, 9) == -1)
    }
}
