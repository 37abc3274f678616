import Synchronization
import Testing

@testable import HoneCache

@Suite struct SlotMarksTests {
    @Test func countsUsesUpToThree() {
        var marks = SlotMarks()
        marks.grow(to: 4)
        marks[1] = SlotMarks.small
        for uses: UInt8 in [1, 2, 3, 3, 3] {
            marks.use(1)
            #expect(marks[1] == SlotMarks.small | uses)
        }
        #expect(marks[0] == 0 && marks[2] == 0)
        #expect(marks.mainWasUsed.load(ordering: .relaxed) == false)
    }

    @Test func saysThatTheMainQueueWasUsed() {
        var marks = SlotMarks()
        marks.grow(to: 1)
        marks[0] = SlotMarks.main | 3
        marks.use(0)
        #expect(marks[0] == SlotMarks.main | 3 && marks.mainWasUsed.load(ordering: .relaxed))
    }

    @Test func keepsWhatItHasWhenItGrows() {
        var marks = SlotMarks()
        marks.grow(to: 2)
        marks[0] = SlotMarks.main
        marks[1] = SlotMarks.small | 2
        marks.grow(to: 100)
        #expect(marks.room == 100 && marks[0] == SlotMarks.main && marks[1] == SlotMarks.small | 2)
        #expect((2..<100).allSatisfy { marks[$0] == 0 })
    }

    @Test(arguments: [
        (slot: 0, room: 0, limit: 11, expected: 11), (slot: 0, room: 0, limit: 1_000, expected: 16),
        (slot: 16, room: 16, limit: 1_000, expected: 24), (slot: 900, room: 900, limit: 1_000, expected: 1_000),
        (slot: 1_000, room: 1_000, limit: 1_000, expected: 1_500), (slot: 500, room: 4, limit: .max, expected: 501),
    ])
    func roomGrowsByHalvesUpToTheLimit(slot: Int, room: Int, limit: Int, expected: Int) {
        #expect(SlotLinks.room(beyond: slot, from: room, limit: limit) == expected)
    }
}
