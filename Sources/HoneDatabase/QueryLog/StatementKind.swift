extension QueryRecord.Kind {
    /// What a statement is for, by its normalised SQL.
    public init(normalisedSQL sql: String) {
        let words = sql.prefix(200).uppercased().split(separator: " ")
        switch words.first {
        case "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE": self = .transaction
        case "PRAGMA": self = .pragma
        case "SELECT", "VALUES": self = isPing(words) ? .ping : readsSchema(words) ? .pragma : .statement
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

/// A query of the schema alone, as libraries send one to see whether a file is a database: no query of the app's own.
private func readsSchema(_ words: [Substring]) -> Bool {
    let schemas: Set<Substring> = ["SQLITE_MASTER", "SQLITE_SCHEMA", "SQLITE_TEMP_MASTER", "SQLITE_TEMP_SCHEMA"]
    guard let from = words.firstIndex(of: "FROM"), words.indices.contains(from + 1) else { return false }
    return schemas.contains(words[from + 1]) && !words.contains("JOIN")
}
