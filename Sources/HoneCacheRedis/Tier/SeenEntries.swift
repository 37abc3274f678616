import Synchronization

/// Which entries this node was given of late, so that it can tell whether one came in between: bounded, as forgetting
/// costs one more look.
final class SeenEntries: Sendable {
    private static let most = 1_024
    private let storedAt = Mutex<[String: Int64]>([:])

    /// An entry that was stored at a time was given out.
    func note(_ time: Int64, for key: String) {
        storedAt.withLock { times in
            if times.count >= SeenEntries.most { times.removeAll() }
            times[key] = time
        }
    }

    /// Whether the entry that was stored at a time was given out.
    func hasSeen(_ time: Int64, for key: String) -> Bool { storedAt.withLock { $0[key] == time } }
}
