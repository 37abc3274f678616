extension QueryRecord.Kind {
    /// What a statement is for, by its normalised SQL.
    public init(normalisedSQL sql: String) {
        let words = sql.prefix(200).uppercased().split(separator: " ")
        switch words.first {
        case "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE": self = .transaction
        case "PRAGMA": self = .pragma
        case "SELECT", "VALUES": self = isPing(words) ? .ping : .statement
        default: self = .statement
        }
    }
}

/// A query that reads nothing and computes nothing: one constant, perhaps with a name.
private func isPing(_ words: [Substring]) -> Bool {
    let named = words.count == 4 && words[2] == "AS"
    guard words.count == 2 || named else { return false }
    switch (words[0], words[1]) {
    case ("VALUES", "(?)"): return !named
    case ("SELECT", "?"), ("SELECT", "(?)"), ("SELECT", "NULL"), ("SELECT", "CURRENT_TIMESTAMP"): return true
    default: return false
    }
}
