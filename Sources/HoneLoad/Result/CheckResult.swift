/// How often one check of a task held.
public struct CheckResult: Sendable, Codable, Equatable {
    /// The check in words, such as `status 200`.
    public var name: String
    /// Answers it held for.
    public var passed: Int
    /// Answers it did not hold for.
    public var failed: Int

    /// A check's count.
    public init(name: String, passed: Int = 0, failed: Int = 0) {
        self.name = name
        self.passed = passed
        self.failed = failed
    }
}
