import Synchronization

/// A number that tests count up and down from anywhere.
final class Live: Sendable {
    private let number = Atomic<Int>(0)

    var count: Int { number.load(ordering: .sequentiallyConsistent) }

    func add(_ change: Int) { number.wrappingAdd(change, ordering: .sequentiallyConsistent) }
}
