import HoneCore
import Testing

@testable import HoneDatabase

@Suite struct BatchBookTests {
    @Test func gathersUntilItIsClosed() {
        var book = BatchBook<String>(maximumKeys: 10)
        #expect(book.join(1, keys: ["a", "b"]) == .opened(round: 1))
        #expect(book.join(2, keys: ["b", "c"]) == .joined)
        #expect(book.close(1) == ["a", "b", "c"])
        // Who comes while a round is loaded is for the next one.
        #expect(book.join(3, keys: ["a"]) == .opened(round: 2))
        #expect(book.end(1).map(\.id) == [1, 2])
        #expect(book.end(1).isEmpty)
        #expect(book.close(2) == ["a"])
    }

    @Test func aFullRoundDoesNotWait() {
        var book = BatchBook<Int>(maximumKeys: 3)
        #expect(book.join(1, keys: [1, 1, 2]) == .opened(round: 1))
        #expect(book.join(2, keys: [2]) == .joined)
        #expect(book.join(3, keys: [3]) == .filled(round: 1))
        #expect(book.join(4, keys: [4]) == .opened(round: 2))
        #expect(book.join(5, keys: Array(10..<20)) == .filled(round: 2))
        #expect(book.close(1) == [1, 2, 3])
    }

    @Test func whoLeavesIsNotLoadedFor() {
        var book = BatchBook<Int>(maximumKeys: 10)
        _ = book.join(1, keys: [1, 2])
        _ = book.join(2, keys: [2, 3])
        let left = book.leave(1)
        #expect(left?.round == 1)
        #expect(left?.isDeserted == false)
        #expect(book.leave(1) == nil)
        #expect(book.close(1) == [2, 3])
        #expect(book.leave(2)?.isDeserted == true)
        #expect(book.close(1).isEmpty)
        // A round that everybody left is joined by nobody.
        _ = book.join(3, keys: [3])
        #expect(book.leave(3)?.isDeserted == true)
        #expect(book.join(4, keys: [4]) == .opened(round: 3))
    }

    /// Whatever happens, everybody gets an end: by his round's end or by leaving, once.
    @Test(arguments: [UInt64(1), 2, 3]) func everybodyEndsOnce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var book = BatchBook<Int>(maximumKeys: 5)
        var waiting: Set<Int> = []
        var rounds: Set<Int> = []
        for id in 0..<3_000 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                waiting.insert(id)
                switch book.join(id, keys: [Int.random(in: 0..<20, using: &random)]) {
                case .joined: #expect(!rounds.isEmpty, "seed \(seed)")
                case .opened(let round), .filled(let round): rounds.insert(round)
                }
            case 2:
                guard let someone = waiting.sorted().first else { continue }
                let left = book.leave(someone)
                #expect(left != nil, "seed \(seed)")
                waiting.remove(someone)
            default:
                guard let round = rounds.sorted().first else { continue }
                rounds.remove(round)
                _ = book.close(round)
                for waiter in book.end(round) { #expect(waiting.remove(waiter.id) != nil, "seed \(seed)") }
            }
        }
        for round in rounds.sorted() { for waiter in book.end(round) { waiting.remove(waiter.id) } }
        #expect(waiting.isEmpty, "seed \(seed)")
    }
}
