import HoneCore
import HoneTesting
import Testing

@testable import HoneCache

@Suite struct UnpaidInvalidationsTests {
    func waiter() -> Load<Void> { Load<Void>(began: 0, seen: 0, tags: []) }

    /// More tags than every look goes through, or more keys than there is memory for.
    @Test(arguments: [true, false])
    func tooManyBecomeOneOfEverything(areKeys: Bool) {
        var unpaid = UnpaidInvalidations()
        let most = areKeys ? UnpaidInvalidations.mostKeys : UnpaidInvalidations.mostOthers
        func invalidation(_ number: Int) -> TierInvalidation { areKeys ? .key("\(number)") : .tag("\(number)") }
        unpaid.add(invalidation(-1), waiters: [waiter()])
        let first = unpaid.ask(after: 0)
        #expect(first?.invalidation == invalidation(-1))
        for number in 1..<most { unpaid.add(invalidation(number), waiters: [waiter()]) }
        #expect(unpaid.count == most, "so many are kept apart")
        unpaid.add(invalidation(0), waiters: [waiter()])
        #expect(unpaid.invalidations == [invalidation(-1), .all], "but what the tier is being asked for")
        let told = unpaid.answered(first?.id ?? 0, isPaid: true)
        #expect(told.count == 1)
        let all = unpaid.ask(after: first?.id ?? 0)
        #expect(all?.invalidation == .all && unpaid.id(after: all?.id ?? 0) == nil)
        let last = unpaid.answered(all?.id ?? 0, isPaid: true)
        #expect(last.count == most && unpaid.isEmpty)
    }

    /// Tags are compared by their bytes, which Swift does not.
    @Test func tagsThatSwiftTakesForEqualAreTwo() {
        var unpaid = UnpaidInvalidations()
        for tag in ["caf\u{E9}", "cafe\u{301}"] { unpaid.add(.tag(tag), waiters: []) }
        #expect(unpaid.count == 2)
        unpaid.add(.tag("cafe\u{301}"), waiters: [])
        #expect(unpaid.count == 2)
    }

    /// What a look into a tier goes through: those that may take its entry in.
    @Test func candidatesOfAKey() {
        var unpaid = UnpaidInvalidations()
        for invalidation in [TierInvalidation.key("a"), .key("b"), .tag("t"), .prefix("p")] {
            unpaid.add(invalidation, waiters: [])
        }
        #expect(unpaid.candidates(for: "a") == [.key("a")])
        #expect(Set(unpaid.candidates(for: "c")) == [.tag("t"), .prefix("p")])
        let asked = unpaid.ask(after: 0)
        #expect(unpaid.candidates(for: "a") == [.key("a")], "until the tier has answered")
        _ = unpaid.answered(asked?.id ?? 0, isPaid: false)
        #expect(unpaid.candidates(for: "a") == [.key("a")], "and when it could not")
        _ = unpaid.ask(after: 0)
        _ = unpaid.answered(asked?.id ?? 0, isPaid: true)
        #expect(Set(unpaid.candidates(for: "a")) == [.tag("t"), .prefix("p")])
    }

    /// A plain list does the same, more slowly.
    struct Naive {
        var all: [(id: Int, invalidation: TierInvalidation, isUnderWay: Bool, waiters: Int)] = []
        var lastID = 0

        mutating func add(_ invalidation: TierInvalidation) {
            if let index = all.firstIndex(where: { !$0.isUnderWay && $0.invalidation == invalidation }) {
                all[index].waiters += 1
            } else {
                lastID += 1
                all.append((lastID, invalidation, false, 1))
            }
        }

        mutating func answered(_ id: Int, isPaid: Bool) -> Int {
            guard let index = all.firstIndex(where: { $0.id == id }) else { return 0 }
            let (invalidation, waiters) = (all[index].invalidation, all[index].waiters)
            (all[index].waiters, all[index].isUnderWay) = (0, false)
            if isPaid || all.contains(where: { $0.id != id && !$0.isUnderWay && $0.invalidation == invalidation }) {
                all.remove(at: index)
            }
            return waiters
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func theyAreThoseOfAPlainList(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (unpaid, naive) = (UnpaidInvalidations(), Naive())
        var underWay: [Int] = []
        for _ in 0..<5_000 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0...2:
                let name = "\(Int.random(in: 0..<60, using: &random))"
                let all: [TierInvalidation] = [.key(name), .key(name + "k"), .tag(name), .all]
                guard let invalidation = all.randomElement(using: &random) else { continue }
                unpaid.add(invalidation, waiters: [waiter()])
                naive.add(invalidation)
            case 3:
                let last = underWay.last ?? 0
                let next = naive.all.firstIndex { $0.id > last }
                #expect(unpaid.id(after: last) == next.map { naive.all[$0].id })
                let asked = unpaid.ask(after: last)
                #expect(asked?.id == next.map { naive.all[$0].id })
                #expect(asked?.invalidation == next.map { naive.all[$0].invalidation })
                if let next {
                    naive.all[next].isUnderWay = true
                    underWay.append(naive.all[next].id)
                }
            default:
                guard let id = underWay.popLast() else { continue }
                let isPaid = Bool.random(using: &random)
                let told = unpaid.answered(id, isPaid: isPaid).count
                let expected = naive.answered(id, isPaid: isPaid)
                #expect(told == expected)
            }
            #expect(unpaid.count == naive.all.count && unpaid.isEmpty == naive.all.isEmpty)
        }
        #expect(unpaid.invalidations == naive.all.map(\.invalidation), "seed \(seed)")
    }
}
