import HoneDatabase

/// What can be told of a statement from its words alone.
struct StatementText {
    private let tokens: [SQLToken]

    init(_ sql: String) { tokens = SQLToken.tokens(of: sql) }

    /// What the statement is for.
    var kind: QueryRecord.Kind {
        switch tokens.first?.name?.uppercased() {
        case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE": .transaction
        case "SET", "SHOW", "RESET", "DISCARD", "DEALLOCATE", "LISTEN", "UNLISTEN", "CLOSE": .pragma
        case "SELECT" where tokens.count == 2: .ping
        case "SELECT" where readsCatalogue: .pragma
        default: .statement
        }
    }

    /// It reads nothing but what the server says of itself, as drivers do when they connect.
    private var readsCatalogue: Bool {
        let sources = tokens.indices.filter { at in
            ["FROM", "JOIN"].contains { tokens[at].isKeyword($0) } && tokens.indices.contains(at + 1)
        }.map { tokens[$0 + 1] }
        if sources.isEmpty {
            let first = tokens.dropFirst().first?.name ?? ""
            return ["version", "pg_catalog", "current_schema", "current_setting"].contains(first)
        }
        return sources.allSatisfy { source in
            source.name.map { $0.hasPrefix("pg_") || $0 == "information_schema" } ?? false
        }
    }

    /// It may change rows. `FOR UPDATE` locks them only.
    var writes: Bool {
        tokens.indices.contains { at in
            ["INSERT", "UPDATE", "DELETE", "MERGE"].contains { tokens[at].isKeyword($0) }
                && (at == 0 || !["FOR", "KEY"].contains { tokens[at - 1].isKeyword($0) })
        }
    }

    /// Values after LIMIT and OFFSET that are parameters.
    var limits: (limit: Set<Int>, offset: Set<Int>) {
        var found: (limit: Set<Int>, offset: Set<Int>) = ([], [])
        for (one, next) in zip(tokens, tokens.dropFirst()) {
            guard case .parameter(let number) = next else { continue }
            if one.isKeyword("LIMIT") { found.limit.insert(number) }
            if one.isKeyword("OFFSET") { found.offset.insert(number) }
        }
        return found
    }

    /// The statement on one line, with `IN ($1, $2, $3)` as `IN ($1, …)`.
    var folded: String {
        var words: [String] = []
        var at = 0
        while at < tokens.count {
            words.append(tokens[at].text)
            if tokens[at].isKeyword("IN"), let end = listEnd(at + 1) {
                words += ["(", tokens[at + 2].text, ",", "…", ")"]
                at = end
            }
            at += 1
        }
        return Self.joined(words)
    }

    /// Where a list of two or more parameters ends that begins here.
    private func listEnd(_ start: Int) -> Int? {
        guard tokens.indices.contains(start), tokens[start] == .symbol("(") else { return nil }
        var at = start + 1
        while at + 1 < tokens.count, case .parameter = tokens[at] {
            if tokens[at + 1] == .symbol(")") { return at > start + 1 ? at + 1 : nil }
            guard tokens[at + 1] == .symbol(",") else { return nil }
            at += 2
        }
        return nil
    }

    private static func joined(_ words: [String]) -> String {
        var text = ""
        for word in words {
            let sticks = [",", ")", ".", "::", ";", "]", "["].contains(word)
            if !text.isEmpty, !sticks, !["(", ".", "::", "["].contains(where: text.hasSuffix) { text += " " }
            text += word
        }
        return text
    }
}

extension SQLToken {
    /// As it is written.
    var text: String {
        switch self {
        case .word(let text), .string(let text), .number(let text), .symbol(let text): text
        case .quoted(let text): "\"" + text.replacing("\"", with: "\"\"") + "\""
        case .parameter(let number): "$\(number)"
        }
    }
}
