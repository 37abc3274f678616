import HoneCore
import Testing

@testable import HoneDatabase

@Suite struct LeaseBookTests {
    @Test func givesOutWhatThereIsThenLetsWait() {
        var book = LeaseBook(limit: 2)
        #expect(book.acquire(ticket: 1, at: .zero) == .lease(0))
        #expect(book.acquire(ticket: 2, at: .zero) == .lease(1))
        #expect(book.isExhausted)
        #expect(book.acquire(ticket: 3, at: .seconds(1)) == .wait)
        #expect(book.acquire(ticket: 4, at: .seconds(1)) == .wait)
        #expect(book.current.waiting == 2)
        #expect(book.current.inUse == 2)
        // First come, first served.
        #expect(book.release(1, closed: false, at: .seconds(3)) == 3)
        #expect(book.release(1, closed: false, at: .seconds(5)) == 4)
        #expect(book.release(1, closed: false, at: .seconds(6)) == nil)
        #expect(book.current.idle == 1)
        #expect(book.current.waits == 2)
        #expect(book.current.waited == .seconds(6))
        #expect(book.current.longestWait == .seconds(4))
        #expect(book.current.leases == 4)
    }

    @Test func reusesTheOneUsedLast() {
        var book = LeaseBook(limit: 3)
        for ticket in 0..<3 { _ = book.acquire(ticket: ticket, at: .zero) }
        for lane in [0, 2, 1] { _ = book.release(lane, closed: false, at: .zero) }
        #expect(book.acquire(ticket: 9, at: .zero) == .lease(1))
    }

    @Test func whatIsOpenAlreadyIsIdleAndGivenOutFirst() {
        var book = LeaseBook(limit: 2)
        book.addOpen()
        #expect(book.current.idle == 1)
        #expect(book.current.leases == 0)
        #expect(book.acquire(ticket: 1, at: .zero) == .lease(0))
        #expect(book.acquire(ticket: 2, at: .zero) == .lease(1))
        book.addOpen()
        #expect(book.isExhausted)
    }

    @Test func whoGivesUpIsNotServed() {
        var book = LeaseBook(limit: 1)
        _ = book.acquire(ticket: 1, at: .zero)
        _ = book.acquire(ticket: 2, at: .zero)
        _ = book.acquire(ticket: 3, at: .zero)
        let gaveUp = [2, 2, 1].map { book.abandon($0, at: .seconds(1)) }
        #expect(gaveUp == [true, false, false])
        #expect(book.release(0, closed: false, at: .seconds(2)) == 3)
        #expect(book.current.timeouts == 0)
    }

    @Test func aClosedConnectionMakesRoomForAnother() {
        var book = LeaseBook(limit: 1)
        _ = book.acquire(ticket: 1, at: .zero)
        #expect(book.release(0, closed: true, at: .zero) == nil)
        #expect(book.current.idle == 0)
        #expect(book.current.inUse == 0)
        #expect(book.acquire(ticket: 2, at: .zero) == .lease(0))
        _ = book.acquire(ticket: 3, at: .zero)
        #expect(book.release(0, closed: true, at: .zero) == 3)
    }

    @Test func whoHasWaitedTooLongIsTold() {
        var book = LeaseBook(limit: 1)
        for ticket in 0..<4 { _ = book.acquire(ticket: ticket, at: .seconds(ticket)) }
        #expect(book.oldestWait == .seconds(1))
        let expired = book.expire(waitingSince: .seconds(2), at: .seconds(12))
        #expect(expired.map(\.ticket) == [1, 2])
        #expect(expired.map(\.waited) == [.seconds(11), .seconds(10)])
        #expect(book.oldestWait == .seconds(3))
        #expect(book.current.timeouts == 2)
        #expect(book.current.waited == .seconds(21))
        #expect(book.release(0, closed: false, at: .seconds(13)) == 3)
        #expect(book.oldestWait == nil)
        #expect(book.expire(waitingSince: .seconds(20), at: .seconds(20)).isEmpty)
    }

    @Test func turnsAwayWhoeverComesWhenTooManyWait() {
        var book = LeaseBook(limit: 1, maximumWaiting: 2)
        let answers = (0..<4).map { book.acquire(ticket: $0, at: .zero) }
        #expect(answers == [.lease(0), .wait, .wait, .refuse])
        #expect(book.current.refused == 1)
        #expect(book.current.waiting == 2)
        #expect(book.release(0, closed: false, at: .zero) == 1)
        #expect(book.acquire(ticket: 5, at: .zero) == .wait)
    }

    @Test func overflowsWhileItIsNeededOnly() {
        var book = LeaseBook(limit: 1, overflow: 1)
        #expect(book.acquire(ticket: 0, at: .zero) == .lease(0))
        #expect(!book.closesNext)
        #expect(book.acquire(ticket: 1, at: .zero) == .lease(1))
        #expect(book.acquire(ticket: 2, at: .zero) == .wait)
        // Somebody waits for it, so it stays open for him.
        #expect(!book.closesNext)
        #expect(book.release(0, closed: false, at: .zero) == 2)
        #expect(book.closesNext)
        #expect(book.release(1, closed: true, at: .zero) == nil)
        #expect(!book.closesNext)
        #expect(book.release(0, closed: false, at: .zero) == nil)
        #expect(book.current.idle == 1)
        #expect(book.current.inUse == 0)
    }

    /// Whatever happens: no connection is with two people, none is lost, and nobody waits while one is free.
    @Test(arguments: [UInt64(1), 2, 3, 4, 5]) func keepsItsPromises(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var book = LeaseBook(limit: 4)
        var held: Set<Int> = []
        var waiting: [Int] = []
        for turn in 0..<5000 {
            let now = Duration.milliseconds(turn)
            switch random.next() % 3 {
            case 0:
                switch book.acquire(ticket: turn, at: now) {
                case .lease(let lane):
                    #expect(held.insert(lane).inserted, "seed \(seed)")
                    #expect(waiting.isEmpty, "seed \(seed)")
                case .wait:
                    #expect(held.count == 4, "seed \(seed)")
                    waiting.append(turn)
                case .refuse: Issue.record("refused without a limit, seed \(seed)")
                }
            case 1:
                guard let lane = held.sorted().first else { continue }
                if let ticket = book.release(lane, closed: random.next() % 2 == 0, at: now) {
                    #expect(ticket == waiting.removeFirst(), "seed \(seed)")
                } else {
                    #expect(waiting.isEmpty, "seed \(seed)")
                    held.remove(lane)
                }
            default:
                guard let ticket = waiting.last else { continue }
                let gaveUp = book.abandon(ticket, at: now)
                #expect(gaveUp, "seed \(seed)")
                waiting.removeLast()
            }
            #expect(book.current.inUse == held.count, "seed \(seed)")
            #expect(book.current.waiting == waiting.count, "seed \(seed)")
        }
    }
}
