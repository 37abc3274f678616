import Synchronization

/// What a progress callback was told.
final class Steps: Sendable {
    private let told = Mutex<[(words: String, fraction: Double)]>([])

    func add(_ words: String, _ fraction: Double) { told.withLock { $0.append((words, fraction)) } }

    var last: String? { told.withLock { $0.last?.words } }

    /// The fractions never go back, and stay between 0 and 1.
    var areInOrder: Bool {
        told.withLock { told in
            let fractions = told.map(\.fraction)
            return fractions == fractions.sorted() && fractions.allSatisfy { (0...1).contains($0) }
        }
    }
}
