/// The keys that an app asked for, in their order.
public struct KeyTrace: Sendable, Equatable {
    /// One number for each request; a key's number is how many other keys came before it for the first time.
    public let keys: [Int]
    /// How many different keys there are.
    public let distinctKeys: Int

    /// A trace of keys of any kind.
    public init<Key: Hashable>(_ requests: some Sequence<Key>) {
        var numbers: [Key: Int] = [:]
        keys = requests.map { key in
            if let known = numbers[key] { return known }
            numbers[key] = numbers.count
            return numbers.count - 1
        }
        distinctKeys = numbers.count
    }

    /// A trace from text: a key on each line, whatever its letters. Empty lines are passed over, and so is a carriage
    /// return at a line's end.
    public init(text: String) {
        self.init(text.split { $0 == "\n" || $0 == "\r\n" })
    }
}
