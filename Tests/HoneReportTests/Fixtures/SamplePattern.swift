import HoneAgent
import HoneCore

/// A pattern's page, for the tests to render.
enum SamplePattern {
    static let cache = Pattern(
        id: .applicationCache, title: "Application cache",
        problem:
            "The same question is answered from the database again and again, though the answer has not changed since.",
        when: "Reads outnumber writes, and an answer that is a moment old is good enough.",
        how: ["Find what repeats.", "Give it a time to live.", "Drop it when it is written."],
        snippets: [
            .init(
                stack: "Swift (Hummingbird)", language: "swift",
                code: "let products = try await cache.value(for: key) {\n\tindented by a tab\n}")
        ], risk: "An old answer is served.", mitigation: "Drop what a write touches.", effortHours: 4,
        verification: "hone verify PAT-012", sources: ["RFC 9111"])
}
