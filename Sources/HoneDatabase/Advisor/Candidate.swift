/// An index that might pay.
struct Candidate: Hashable {
    let table: String
    let columns: [String]
    /// The places in `columns` whose order is descending. Only mixed orders need them: SQLite reads an index backwards.
    var descending: Set<Int> = []
    /// The WHERE clause of a partial index (<https://www.sqlite.org/partialindex.html>); nil: all rows are in it.
    var filter: String?

    /// The other serves whatever this one serves: it begins with the same columns and holds the same rows or more.
    func isPrefix(of other: Candidate) -> Bool {
        guard table == other.table, self != other, filter == other.filter || other.filter == nil else { return false }
        return Array(other.columns.prefix(columns.count)) == columns
            && other.descending.filter { $0 < columns.count } == descending
    }

    /// The statement that makes it.
    func createSQL(_ name: String) -> String {
        let keys = columns.enumerated().map { quoted($1) + (descending.contains($0) ? " DESC" : "") }
        return "CREATE INDEX \(quoted(name)) ON \(quoted(table)) (\(keys.joined(separator: ", ")))"
            + (filter.map { " WHERE \($0)" } ?? "")
    }

    /// What it is, for a person: `booking (chef, day DESC) WHERE "state" = 'open'`.
    var words: String {
        let keys = columns.enumerated().map { $1 + (descending.contains($0) ? " DESC" : "") }
        return "\(table) (\(keys.joined(separator: ", ")))" + (filter.map { " WHERE \($0)" } ?? "")
    }

    /// `hone_<table>_<columns>`, with whatever is no letter, digit or underscore of ASCII as an underscore, and a
    /// number after it when the name is taken.
    func name(avoiding taken: Set<String>) -> String {
        let keys = columns.enumerated().map { $1 + (descending.contains($0) ? "_desc" : "") }
        let plain = (["hone", table] + keys + (filter == nil ? [] : ["partial"])).joined(separator: "_")
            .map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" }
        let name = String(plain)
        // SQLite compares names without regard to case.
        let used = Set(taken.map { $0.lowercased() })
        if !used.contains(name.lowercased()) { return name }
        return (2...).lazy.map { "\(name)_\($0)" }.first { !used.contains($0.lowercased()) } ?? name
    }
}
