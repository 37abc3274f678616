import HoneCore

/// What is known of a pattern: the problem, when it applies, how it is done, and what can go wrong.
public struct Pattern: Sendable, Codable, Equatable, Identifiable {
    /// PAT-010 to PAT-021.
    public var id: PatternID
    /// A few words, such as "Connection pooling".
    public var title: String
    /// What is slow without it, and why.
    public var problem: String
    /// When it pays, and when it does not.
    public var when: String
    /// How it is done, step by step.
    public var how: [String]
    /// Code for the stacks that people have.
    public var snippets: [Snippet]
    /// What can go wrong.
    public var risk: String
    /// What is done against it.
    public var mitigation: String
    /// Hours of work in an application of ordinary size.
    public var effortHours: Double
    /// The command that shows whether it worked.
    public var verification: String
    /// Where the knowledge is from: RFC sections, papers, the documentation of SQLite.
    public var sources: [String]

    /// Code in one stack.
    public struct Snippet: Sendable, Codable, Equatable {
        /// Such as "Swift (Hummingbird)", "Python (Flask, SQLAlchemy)" or "Node.js (Express)".
        public var stack: String
        /// The fence's language, such as `swift`.
        public var language: String
        /// The code.
        public var code: String

        /// A snippet from its parts.
        public init(stack: String, language: String, code: String) {
            self.stack = stack
            self.language = language
            self.code = code
        }
    }

    /// A pattern from its parts.
    public init(
        id: PatternID, title: String, problem: String, when: String, how: [String], snippets: [Snippet], risk: String,
        mitigation: String, effortHours: Double, verification: String, sources: [String]
    ) {
        self.id = id
        self.title = title
        self.problem = problem
        self.when = when
        self.how = how
        self.snippets = snippets
        self.risk = risk
        self.mitigation = mitigation
        self.effortHours = effortHours
        self.verification = verification
        self.sources = sources
    }
}
