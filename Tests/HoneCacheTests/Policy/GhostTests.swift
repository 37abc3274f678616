import HoneCore
import Testing

@testable import HoneCache

@Suite struct GhostTests {
    @Test(arguments: [(limit: 1, seed: 1), (limit: 2, seed: 2), (limit: 7, seed: 3), (limit: 64, seed: 4)])
    func remembersTheLast(limit: Int, seed: UInt64) {
        var ghost = Ghost()
        var model: [UInt32?] = []
        var generator = SeededGenerator(seed: seed)
        for step in 0..<3_000 {
            let fingerprint = UInt32(generator.next(in: 0...UInt64(limit * 3)))
            if generator.next(in: 0...3) == 0 {
                let place = model.lastIndex(of: fingerprint)
                #expect(ghost.take(fingerprint) == place.map { model.count - $0 }, "seed \(seed), step \(step)")
                if let place { model[place] = nil }
            } else {
                ghost.add(fingerprint, keeping: limit)
                if let place = model.lastIndex(of: fingerprint) { model[place] = nil }
                model.append(fingerprint)
                if model.count > limit { model.removeFirst() }
            }
            #expect(ghost.count == model.count { $0 != nil })
            #expect(ghost.contains(fingerprint) == model.contains(fingerprint))
        }
    }

    @Test func aLimitThatGrowsForgetsNothing() {
        var ghost = Ghost()
        for number in 1...1_000 { ghost.add(UInt32(number), keeping: number) }
        #expect(ghost.count == 1_000)
        for number in 1...1_000 { #expect(ghost.take(UInt32(number)) == 1_001 - number) }
        #expect(ghost.count == 0)
    }

    @Test func aLimitThatFallsForgetsAtOnce() {
        var ghost = Ghost()
        for number: UInt32 in 0..<100 { ghost.add(number, keeping: 100) }
        ghost.add(100, keeping: 10)
        #expect(ghost.count == 10 && ghost.contains(91) && !ghost.contains(90))
        ghost.add(101, keeping: 200)
        #expect(ghost.count == 11)
    }

    @Test func agesOutliveAGrowth() {
        var ghost = Ghost()
        for number: UInt32 in 0..<8 { ghost.add(number, keeping: 8) }
        #expect(ghost.take(5) == 3)
        for number: UInt32 in 8..<40 { ghost.add(number, keeping: Int(number)) }
        #expect(ghost.take(4) == 36 && ghost.take(7) == 33)
    }

    @Test func fingerprintsOfOneHomeAreToldApart() {
        var ghost = Ghost()
        // What differs above the bits that the home is made of.
        let alike = (0..<20).map { UInt32($0) << 27 }
        for fingerprint in alike { ghost.add(fingerprint, keeping: 40) }
        for fingerprint in Set(alike) { #expect(ghost.take(fingerprint) != nil) }
        #expect(ghost.count == 0)
    }
}

@Suite struct SlotLinksTests {
    @Test func movesSlotsWithinAList() {
        var links = SlotLinks(count: 4)
        var list = SlotList()
        for slot: Int32 in 0..<4 { links.prepend(slot, to: &list) }
        links.refresh(0, in: &list)
        links.refresh(0, in: &list)
        links.remove(2, from: &list)
        #expect(list.count == 3 && list.first == 0 && list.last == 1)
        #expect(links.newer(than: 1) == 3 && links.newer(than: 0) == -1)
        #expect((0..<4).map { _ in links.popLast(of: &list) } == [1, 3, 0, nil])
        #expect(list.count == 0 && list.first == -1 && list.last == -1)
    }

    @Test func growsByOne() {
        var links = SlotLinks(count: 0)
        var list = SlotList()
        for slot: Int32 in 0..<100 {
            links.grow()
            links.prepend(slot, to: &list)
        }
        #expect(links.count == 100 && list.count == 100 && list.last == 0 && list.first == 99)
    }
}
