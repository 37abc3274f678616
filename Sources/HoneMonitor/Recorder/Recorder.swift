import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The endpoints and their figures. Bounded by a number of endpoints; the rest are one endpoint, `other`.
///
/// Finding an endpoint takes a lock that is picked by the running thread, so that event loops do not wait for each
/// other; only the first request of an endpoint on a thread's stripe takes the shared one.
final class Recorder: Sendable {
    /// Stripes; a power of two, more than the event loops of most machines.
    private static let stripeCount = 16

    private let maximumEndpoints: Int
    private let registry: Mutex<Registry>
    private let stripes: [Stripe]
    private let other: EndpointCell

    private struct Registry {
        var cells: [EndpointKey: EndpointCell] = [:]
        /// In the order they were first seen.
        var ordered: [EndpointCell] = []
        var foldedRequests = 0
    }

    private final class Stripe: Sendable {
        let cells = Mutex<[EndpointKey: EndpointCell]>([:])
    }

    init(maximumEndpoints: Int) {
        self.maximumEndpoints = maximumEndpoints
        registry = Mutex(Registry())
        stripes = (0..<Self.stripeCount).map { _ in Stripe() }
        other = EndpointCell(key: .other)
    }

    /// The cell of an endpoint; that of `other` when the bound is reached. O(1), no allocation once seen.
    func cell(for key: EndpointKey) -> EndpointCell {
        let stripe = stripes[Self.stripeOfThisThread]
        if let known = stripe.cells.withLock({ $0[key] }) { return known }
        let cell = registry.withLock { registry in
            if let known = registry.cells[key] { return known }
            guard registry.ordered.count < maximumEndpoints else {
                registry.foldedRequests += 1
                return other
            }
            let new = EndpointCell(key: key)
            registry.cells[key] = new
            registry.ordered.append(new)
            return new
        }
        // A folded key is not remembered: its name may be one of endlessly many.
        if cell !== other { stripe.cells.withLock { $0[key] = cell } }
        return cell
    }

    /// Every endpoint that was seen, and `other` when something was folded into it.
    func allCells() -> (cells: [EndpointCell], foldedRequests: Int) {
        registry.withLock { ($0.foldedRequests > 0 ? $0.ordered + [other] : $0.ordered, $0.foldedRequests) }
    }

    /// Threads' handles are addresses of their stacks' control blocks, so their middle bits tell them apart.
    private static var stripeOfThisThread: Int {
        #if canImport(Darwin)
            let handle = UInt(bitPattern: pthread_self())
        #else
            let handle = UInt(pthread_self())
        #endif
        return Int((handle &* 0x9E37_79B9_7F4A_7C15) >> 60)
    }
}
