/// An index that might pay: a B-tree on columns, perhaps with further columns that are only carried along.
struct PostgresCandidate: Hashable {
    typealias Key = ColumnDemand.SortKey

    let table: PostgresTable
    let keys: [Key]
    let included: [String]

    init(_ table: PostgresTable, _ keys: [Key], included: [String] = []) {
        self.table = table
        // One direction throughout is read backwards as well as forwards, and is written as ascending.
        let isBackwards = keys.allSatisfy(\.isDescending)
        self.keys = isBackwards ? keys.map { Key(column: $0.column, isDescending: false) } : keys
        self.included = included
    }

    init(_ table: PostgresTable, ascending: [String], included: [String] = []) {
        self.init(table, ascending.map { Key(column: $0, isDescending: false) }, included: included)
    }

    /// Key columns with their direction, then those that are carried along, for people.
    var columns: [String] {
        keys.map { $0.isDescending ? "\($0.column) DESC" : $0.column } + included.map { "INCLUDE \($0)" }
    }

    /// The other serves whatever this one serves: it begins with the same keys and carries as much.
    func isCovered(by other: PostgresCandidate) -> Bool {
        self != other && table == other.table && other.keys.starts(with: keys)
            && included.allSatisfy { column in
                other.included.contains(column) || other.keys.contains { $0.column == column }
            }
    }

    /// `hone_<table>_<columns>` in letters, digits and underscores of ASCII, in the 63 bytes that a name may have, and
    /// with a number after it when it is taken.
    func name(avoiding taken: Set<String>) -> String {
        let words = ["hone", table.name] + keys.map(\.column) + (included.isEmpty ? [] : ["with"] + included)
        let plain = String(
            words.joined(separator: "_").lowercased()
                .map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(58))
        if !taken.contains(plain) { return plain }
        return (2...).lazy.map { "\(plain)_\($0)" }.first { !taken.contains($0) } ?? plain
    }

    /// The statement that makes it.
    /// - Parameter name: nil lets the server choose.
    func createSQL(_ name: String?, isConcurrent: Bool = false) -> String {
        let keys = keys.map { quotedName($0.column) + ($0.isDescending ? " DESC" : "") }.joined(separator: ", ")
        let carried = included.isEmpty ? "" : " INCLUDE (\(included.map(quotedName).joined(separator: ", ")))"
        let how = isConcurrent ? "CONCURRENTLY " : ""
        return "CREATE INDEX \(how)\(name.map { quotedName($0) + " " } ?? "")ON \(table.sql) (\(keys))\(carried)"
    }
}
