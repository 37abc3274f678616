import Synchronization

/// The first error of work that is done where nothing can be thrown.
final class FirstError: Sendable {
    private let error = Mutex<(any Error)?>(nil)

    /// Does the work, unless some of it has failed before.
    func note(_ work: () throws -> Void) {
        guard error.withLock({ $0 == nil }) else { return }
        do { try work() } catch { self.error.withLock { $0 = error } }
    }

    /// Throws it, if there is one.
    func rethrow() throws {
        if let error = error.withLock({ $0 }) { throw error }
    }
}
