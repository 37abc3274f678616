import HoneCore
import Synchronization

/// The endpoints and their figures. Bounded by a number of endpoints; the rest are one endpoint, `other`.
///
/// Each thread writes into a stripe of its own. Only the first request of an endpoint on a stripe takes the lock that
/// all share; what stripes counted goes to the endpoints' histories once every ten seconds, and when somebody reads.
///
/// Unchecked, as `places` is a pointer: it is written in `init` alone, before anybody else has the recorder.
final class Recorder: @unchecked Sendable {
    /// The number of `other`.
    static let other = 0

    private let maximumEndpoints: Int
    private let stripes: [Stripe]
    /// The same, to be reached without counting references: those counts would be written by every thread.
    private let places: UnsafeMutableBufferPointer<Unmanaged<Stripe>>
    private let registry: Mutex<Registry>

    private struct Registry {
        var numbers: [EndpointKey: Int] = [:]
        /// By their numbers: `other`, then the others in the order they were first seen.
        var histories = [EndpointHistory(key: .other, number: Recorder.other)]
    }

    /// - Parameters:
    ///   - maximumEndpoints: endpoints told apart.
    ///   - maximumQueries: statements told apart, in each stripe.
    ///   - stripes: how many; rounded up to a power of two.
    init(maximumEndpoints: Int, maximumQueries: Int, stripes: Int) {
        self.maximumEndpoints = maximumEndpoints
        registry = Mutex(Registry())
        var random = SystemRandomNumberGenerator()
        var count = 1
        while count < stripes { count *= 2 }
        self.stripes = (0..<count).map { _ in Stripe(seed: random.next(), maximumQueries: maximumQueries) }
        places = .allocate(capacity: count)
        _ = places.initialize(from: self.stripes.map { .passUnretained($0) })
    }

    deinit { places.deallocate() }

    /// Uses the stripe of the thread that runs, under its lock.
    @inline(__always)
    func withStripe<T: Sendable>(_ body: (inout sending Stripe.State) -> T) -> T {
        places[ThreadNumber.current & (places.count &- 1)]._withUnsafeGuaranteedRef { stripe in
            stripe.state.withLock { body(&$0) }
        }
    }

    /// An endpoint that a stripe has not seen; `other` when there are too many.
    func history(for key: EndpointKey) -> EndpointHistory {
        registry.withLock { registry in
            if let known = registry.numbers[key] { return registry.histories[known] }
            guard registry.histories.count <= maximumEndpoints else { return registry.histories[Self.other] }
            let new = EndpointHistory(key: key, number: registry.histories.count)
            registry.numbers[key] = new.number
            registry.histories.append(new)
            return new
        }
    }

    /// The endpoint of a number.
    func history(_ number: Int) -> EndpointHistory {
        registry.withLock { $0.histories[number] }
    }

    /// Every endpoint that was seen, with all that stripes have counted taken over; `other` last, when it was needed.
    func allHistories() -> [EndpointHistory] {
        let histories = registry.withLock { $0.histories }
        // One cell at a time, so that a thread that records waits for one at most.
        for stripe in stripes {
            for number in histories.indices {
                stripe.state.withLock { $0.cells.fold(endpoint: number) }
            }
        }
        let isFolding = histories[Self.other].read { $0.latencySum.count > 0 || $0.inFlight != 0 }
        return Array(histories.dropFirst()) + (isFolding ? [histories[Self.other]] : [])
    }

    /// Reads each stripe, one after the other.
    func forEachStripe(_ body: (inout sending Stripe.State) -> Void) {
        for stripe in stripes { stripe.state.withLock { body(&$0) } }
    }

    /// The name of an endpoint.
    func name(of number: Int) -> String { history(number).key.name }

    /// About how many bytes endpoints and stripes hold.
    var memoryBytes: Int {
        var total = registry.withLock { $0.histories }.reduce(0) { $0 + $1.read { $0.memoryBytes } }
        forEachStripe { total += $0.memoryBytes }
        return total
    }
}
