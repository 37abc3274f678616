import Synchronization
import Testing

@testable import HoneCache

@Suite struct TagTableTests {
    @Test func anInvalidationIsSeenByWhatCameBefore() {
        let table = TagTable()
        let before = table.latest.load(ordering: .acquiring)
        #expect(!table.isInvalid([1, 2], since: before))
        table.invalidate(2)
        let after = table.latest.load(ordering: .acquiring)
        #expect(after > before)
        #expect(table.isInvalid([1, 2], since: before))
        #expect(!table.isInvalid([1, 2], since: after))
        #expect(!table.isInvalid([1], since: before))
        #expect(!table.isInvalid([], since: 0))
    }

    @Test func eachInvalidationCounts() {
        let table = TagTable()
        for number: UInt16 in [5, 6, 5] {
            let seen = table.latest.load(ordering: .acquiring)
            table.invalidate(number)
            #expect(table.isInvalid([number], since: seen))
        }
        table.invalidate(.max)
        table.invalidate(0)
        #expect(table.isInvalid([.max], since: 1) && table.isInvalid([0], since: 1))
    }

    @Test func tagsSpreadOverTheNumbers() {
        let numbers = Set((0..<1_000).map { TagTable.number(of: "product:\($0)") })
        #expect(numbers.count > 975, "of a thousand, some eight share a number by chance")
        #expect(TagTable.number(of: "a") == TagTable.number(of: "a"))
    }
}
