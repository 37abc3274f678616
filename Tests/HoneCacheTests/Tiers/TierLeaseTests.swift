import HoneTesting
import Testing

@testable import HoneCache

/// Single flight across nodes.
@Suite struct TierLeaseTests {
    let store = MemoryTierStore()
    let clock = ManualClock()
    let gate = Gate()

    @Test func oneNodeLoadsForAll() async throws {
        let nodes = (0..<4).map { _ in Node(store, clock: clock) }
        let callers = nodes.flatMap { node in
            (0..<50).map { _ in Task { try await node.cache.value(for: "key") { try await gate.load() } } }
        }
        // Three nodes wait for the one that loads.
        try await eventually { nodes.map(\.statistics.leaseWaits).reduce(0, +) == 3 && gate.begun == 1 }
        gate.open(.success(7))
        let answered = Live()
        let answers = Task {
            for caller in callers {
                let answer = try await caller.value
                #expect(answer == 7)
                answered.add(1)
            }
        }
        try await eventually {
            clock.advance(by: .milliseconds(5))
            return answered.count == callers.count
        }
        try await answers.value
        for node in nodes { #expect(try await node.value(loading: 8) == 7) }
        #expect(gate.begun == 1)
        #expect(nodes.map(\.cache.statistics.loads).reduce(0, +) == 1)
    }

    @Test func whoWaitsTooLongLoadsHimself() async throws {
        let (one, other) = (Node(store, clock: clock), Node(store, clock: clock))
        let first = Task { try await one.cache.value(for: "key") { try await gate.load() } }
        try await eventually { gate.begun == 1 }
        let second = Task { try await other.value(loading: 2) }
        try await eventually {
            clock.advance(by: .milliseconds(100))
            return other.cache.statistics.loads == 1
        }
        #expect(try await second.value == 2)
        #expect(other.statistics.leaseTimeouts == 1)
        await other.cache.flush()
        #expect(store.entry(for: "key") == nil, "the other node stores its own")
        gate.open(.success(1))
        #expect(try await first.value == 1)
        await one.cache.flush()
        #expect(store.entry(for: "key")?.value == Array("1".utf8) && store.leased.isEmpty)
    }

    @Test func whenTheOtherFailsTheNextOneLoads() async throws {
        let (one, other) = (Node(store, clock: clock), Node(store, clock: clock))
        let first = Task { try await one.cache.value(for: "key") { try await gate.load() } }
        try await eventually { gate.begun == 1 }
        let second = Task { try await other.value(loading: 2) }
        try await eventually { other.statistics.leaseWaits == 1 }
        gate.open(.failure(LoadFailed(number: 1)))
        await #expect(throws: LoadFailed(number: 1)) { try await first.value }
        try await eventually {
            clock.advance(by: .milliseconds(5))
            return other.cache.statistics.loads == 1
        }
        #expect(try await second.value == 2)
        await other.cache.flush()
        #expect(store.entry(for: "key")?.value == Array("2".utf8) && other.statistics.leaseTimeouts == 0)
    }

    @Test func whenTheTierFailsMeanwhileHeLoads() async throws {
        let (one, other) = (Node(store, clock: clock), Node(store, clock: clock))
        let first = Task { try await one.cache.value(for: "key") { try await gate.load() } }
        try await eventually { gate.begun == 1 }
        let second = Task { try await other.value(loading: 2) }
        try await eventually { other.statistics.leaseWaits == 1 }
        other.tier.behave(.failing)
        try await eventually {
            clock.advance(by: .milliseconds(5))
            return other.cache.statistics.loads == 1
        }
        #expect(try await second.value == 2)
        gate.open(.success(1))
        #expect(try await first.value == 1)
    }

    /// Whoever is cancelled while a tier is looked into leaves nothing behind in the memory.
    @Test func aLookThatIsGivenUpIsForgotten() async throws {
        let node = Node(store, clock: clock)
        node.tier.behave(.hanging)
        for number in 0..<20 {
            let caller = Task { try await node.value(for: "\(number)", loading: 1) }
            try await eventually { node.tier.calls(.entry) == number + 1 }
            caller.cancel()
            await #expect(throws: CancellationError.self) { try await caller.value }
        }
        try await eventually { node.cache.stripes[0].withLock { $0.loads.isEmpty } }
        node.tier.behave(.working)
        #expect(try await node.value(for: "3", loading: 2) == 2)
    }

    @Test func aWaiterWhoIsCancelledDoesNotLoad() async throws {
        let (one, other) = (Node(store, clock: clock), Node(store, clock: clock))
        let first = Task { try await one.cache.value(for: "key") { try await gate.load() } }
        try await eventually { gate.begun == 1 }
        let loaded = Live()
        let second = Task {
            try await other.cache.value(for: "key") {
                loaded.add(1)
                return 2
            }
        }
        try await eventually { other.statistics.leaseWaits == 1 }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        gate.open(.success(1))
        #expect(try await first.value == 1)
        await one.cache.flush()
        #expect(loaded.count == 0 && store.leased.isEmpty)
    }
}
