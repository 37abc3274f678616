/// Reads the words of one row of EXPLAIN QUERY PLAN. Their grammar is not promised by SQLite; this one holds from 3.36
/// (which dropped the word TABLE) and takes the older form too. What it does not know becomes `.other`.
enum PlanDetail {
    static func read(_ detail: String) -> PlanOperation {
        var rest = Substring(detail)
        if rest.takePrefix("SCAN ") {
            if rest == "CONSTANT ROW" || rest.hasSuffix(" CONSTANT ROWS") { return .other }
            return .scan(access(rest))
        }
        if rest.takePrefix("SEARCH ") { return .search(access(rest)) }
        if rest.takePrefix("USE TEMP B-TREE FOR ") { return .temporaryBTree(String(rest)) }
        if rest.takePrefix("UNION USING TEMP B-TREE") || rest.takePrefix("EXCEPT USING TEMP B-TREE")
            || rest.takePrefix("INTERSECT USING TEMP B-TREE")
        {
            return .temporaryBTree(String(detail.prefix { $0 != " " }))
        }
        if rest.takePrefix("CO-ROUTINE ") { return .coroutine(String(rest)) }
        if rest.takePrefix("MATERIALIZE ") { return .materialize(String(rest)) }
        if rest.hasPrefix("CORRELATED ") { return .subquery(isCorrelated: true) }
        if rest.hasPrefix("SCALAR SUBQUERY") || rest.hasPrefix("LIST SUBQUERY") {
            return .subquery(isCorrelated: false)
        }
        return .other
    }

    private static func access(_ words: Substring) -> PlanAccess {
        var rest = words
        _ = rest.takePrefix("TABLE ")
        var access = PlanAccess(
            table: "", index: nil, isCovering: false, isAutomatic: false, usesPrimaryKey: false, terms: [])
        // Names are not quoted, so that a name with " USING " in it is read wrong; no rule of the format helps.
        let parts = rest.splitOnce(" USING ")
        access.table = name(parts.before)
        guard var using = parts.after else { return access }
        if using.takePrefix("INTEGER PRIMARY KEY") || using.takePrefix("PRIMARY KEY") {
            access.usesPrimaryKey = true
            access.terms = terms(using)
            return access
        }
        if using.takePrefix("AUTOMATIC ") { access.isAutomatic = true }
        _ = using.takePrefix("PARTIAL ")
        if using.takePrefix("COVERING ") { access.isCovering = true }
        guard using.takePrefix("INDEX") else { return access }
        _ = using.takePrefix(" ")
        let named = using.splitOnce(" (")
        let index = name(named.before)
        access.index = access.isAutomatic || index.isEmpty ? nil : index
        access.terms = named.after.map { terms(" (" + $0) } ?? (access.isAutomatic ? terms(" " + using) : [])
        return access
    }

    // "x AS y" was the form before 3.36; a join suffix has come since.
    private static func name(_ words: Substring) -> String {
        var rest = words
        for suffix in [" LEFT-JOIN", " RIGHT-JOIN", " FULL-JOIN"] where rest.hasSuffix(suffix) {
            rest = rest.dropLast(suffix.count)
        }
        return String(rest.splitOnce(" AS ").after ?? rest)
    }

    private static func terms(_ words: Substring) -> [String] {
        guard let open = words.firstIndex(of: "("), let close = words.lastIndex(of: ")"), open < close else {
            return []
        }
        var rest = words[words.index(after: open)..<close]
        var terms: [String] = []
        while !rest.isEmpty {
            let parts = rest.splitOnce(" AND ")
            // "ANY(city)" is the skipped column of a skip-scan: no term constrains it.
            if !parts.before.hasPrefix("ANY(") { terms.append(String(parts.before)) }
            rest = parts.after ?? ""
        }
        return terms
    }
}

extension Substring {
    /// Takes a prefix away.
    /// - Returns: whether it was there.
    mutating func takePrefix(_ prefix: String) -> Bool {
        guard hasPrefix(prefix) else { return false }
        self = dropFirst(prefix.count)
        return true
    }

    /// What lies before and after the first occurrence of a separator.
    func splitOnce(_ separator: String) -> (before: Substring, after: Substring?) {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(separator) {
                return (self[..<at], self[at...].dropFirst(separator.count))
            }
            at = index(after: at)
        }
        return (self, nil)
    }
}
