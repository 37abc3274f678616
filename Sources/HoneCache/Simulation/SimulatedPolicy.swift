/// A policy as simulations see it: told one key after the other, it says which it had.
///
/// Keys are numbers from 0 up, so that a policy finds what it knows about a key in arrays.
protocol SimulatedPolicy: ~Copyable {
    /// A request for a key; one that is not there takes a place.
    /// - Returns: whether it was there.
    mutating func request(_ key: Int) -> Bool

    /// Takes a key out, as its value has expired; nothing happens when it is not there.
    mutating func remove(_ key: Int)
}
