import Synchronization

/// Where the parts of an app show their figures. Bounded.
final class Gauges: Sendable {
    static let maximumParts = 64
    typealias Read = @Sendable () -> [(name: String, value: Double)]

    private let parts = Mutex<[String: Read]>([:])

    func add(_ part: String, _ read: @escaping Read) {
        parts.withLock { parts in
            if parts[part] != nil || parts.count < Self.maximumParts { parts[part] = read }
        }
    }

    /// The figures of now, read outside of the lock.
    func read() -> [String: [String: Double]] {
        parts.withLock { $0 }.mapValues { read in
            Dictionary(read().map { ($0.name, $0.value) }) { _, last in last }
        }
    }
}
