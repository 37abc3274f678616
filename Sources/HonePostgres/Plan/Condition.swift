/// One of the parts of a condition that all have to hold, such as `(o.customer_id = $1)`.
///
/// PostgreSQL writes conditions out of its own tree, each operator in parentheses and, with VERBOSE, each column with
/// its table's alias, so that a part is read without knowing all of SQL's grammar. What is not understood is no
/// comparison, and suggests nothing; whether an index would serve is the planner's to decide.
struct Condition: Equatable {
    /// A column by the alias of its table.
    struct Column: Hashable {
        let alias: String
        let name: String
    }

    /// How a column is compared.
    enum Comparison: Equatable {
        /// With one value, or one of a list, or NULL.
        case equality
        /// With a bound from above.
        case below
        /// With a bound from below.
        case above
    }

    /// The column.
    let column: Column
    /// How it is compared.
    let comparison: Comparison
    /// Columns of the other side; empty when it is a constant or a parameter.
    let others: [Column]
    /// Parameters of the other side, by number.
    let parameters: [Int]

    /// The comparisons of a condition's text. Both sides of a join count, each with the other as its value.
    static func comparisons(in text: String) -> [Condition] {
        conjuncts(SQLToken.tokens(of: text)[...]).flatMap(comparisons(of:))
    }

    /// Every column that a text names.
    static func columns(in text: String) -> [Column] { columns(SQLToken.tokens(of: text)[...]) }

    /// The column that a text is, and nothing else: a sort key without its direction.
    static func column(_ tokens: ArraySlice<SQLToken>) -> Column? {
        var rest = unwrapped(tokens)
        if let cast = rest.lastIndex(of: .symbol("::")), depth(rest[..<cast]) == 0 { rest = unwrapped(rest[..<cast]) }
        guard rest.count == 3, rest[rest.startIndex + 1] == .symbol("."), let alias = rest.first?.name,
            let name = rest.last?.name
        else { return nil }
        return Column(alias: alias, name: name)
    }

    private static func conjuncts(_ tokens: ArraySlice<SQLToken>) -> [ArraySlice<SQLToken>] {
        let inner = unwrapped(tokens)
        var parts: [ArraySlice<SQLToken>] = []
        var level = 0
        var start = inner.startIndex
        for at in inner.indices {
            level += change(inner[at])
            guard level == 0 else { continue }
            // One of several, or not: no single comparison has to hold.
            if inner[at].isKeyword("OR") || inner[at].isKeyword("NOT") && at == inner.startIndex { return [] }
            if inner[at].isKeyword("AND") {
                parts.append(inner[start..<at])
                start = at + 1
            }
        }
        if parts.isEmpty { return [inner] }
        parts.append(inner[start...])
        return parts.flatMap(conjuncts)
    }

    private static func comparisons(of tokens: ArraySlice<SQLToken>) -> [Condition] {
        var level = 0
        for at in tokens.indices {
            level += change(tokens[at])
            guard level == 0 else { continue }
            let (left, right) = (tokens[..<at], tokens[(at + 1)...])
            if tokens[at].isKeyword("IS"), right.count == 1, right.first?.isKeyword("NULL") == true {
                return column(left).map { [Condition(column: $0, comparison: .equality, others: [], parameters: [])] }
                    ?? []
            }
            let mirrored: (Comparison, Comparison)
            switch tokens[at] {
            case .symbol("="): mirrored = (.equality, .equality)
            case .symbol("<"), .symbol("<="): mirrored = (.below, .above)
            case .symbol(">"), .symbol(">="): mirrored = (.above, .below)
            default: continue
            }
            return [condition(left, mirrored.0, right), condition(right, mirrored.1, left)].compactMap(\.self)
        }
        return []
    }

    private static func condition(
        _ side: ArraySlice<SQLToken>, _ comparison: Comparison, _ other: ArraySlice<SQLToken>
    ) -> Condition? {
        guard let column = column(side) else { return nil }
        let others = columns(other)
        // Compared with itself: no value to search for.
        guard !others.contains(where: { $0.alias == column.alias }) else { return nil }
        // A list is equality with each; a subplan's value may be anything.
        let parameters = other.compactMap { if case .parameter(let number) = $0 { number } else { nil } }
        return Condition(column: column, comparison: comparison, others: others, parameters: parameters)
    }

    private static func columns(_ tokens: ArraySlice<SQLToken>) -> [Column] {
        tokens.indices.compactMap { at in
            guard tokens.indices.contains(at + 2), tokens[at + 1] == .symbol("."), let alias = tokens[at].name,
                let name = tokens[at + 2].name
            else { return nil }
            // `schema.function(`
            if tokens.indices.contains(at + 3), tokens[at + 3] == .symbol("(") { return nil }
            return Column(alias: alias, name: name)
        }
    }

    /// Without the parentheses around all of it.
    private static func unwrapped(_ tokens: ArraySlice<SQLToken>) -> ArraySlice<SQLToken> {
        var inner = tokens
        while inner.first == .symbol("("), inner.last == .symbol(")") {
            // The first is closed by the last, not before.
            var level = 0
            for at in inner.indices.dropLast() {
                level += change(inner[at])
                if level == 0 { return inner }
            }
            inner = inner.dropFirst().dropLast()
        }
        return inner
    }

    private static func depth(_ tokens: ArraySlice<SQLToken>) -> Int { tokens.reduce(0) { $0 + change($1) } }

    private static func change(_ token: SQLToken) -> Int {
        switch token {
        case .symbol("("), .symbol("["): 1
        case .symbol(")"), .symbol("]"): -1
        default: 0
        }
    }
}
