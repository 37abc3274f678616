import CPostgres

/// The answer to a statement: columns by number or name, values as PostgreSQL writes them as text.
public final class PostgresRows {
    private let result: OpaquePointer
    /// How many rows there are.
    public let count: Int
    private let columns: [String: Int32]

    init(_ result: OpaquePointer) {
        self.result = result
        count = Int(PQntuples(result))
        columns = Dictionary(
            (0..<PQnfields(result)).map { (String(cString: PQfname(result, $0)), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    deinit { PQclear(result) }

    /// How many values a described statement needs.
    var parameterCount: Int { Int(PQnparams(result)) }

    /// Rows that a statement changed; nil for one that changes none.
    public var changed: Int? { Int(String(cString: PQcmdTuples(result))) }

    /// A value by its column's name; nil for NULL, and for a row or column that there is not.
    public func text(_ row: Int, _ column: String) -> String? {
        columns[column].flatMap { text(row, $0) }
    }

    /// A whole number; nil for NULL and for what is none.
    public func integer(_ row: Int, _ column: String) -> Int? { text(row, column).flatMap { Int($0) } }

    /// A number; nil for NULL and for what is none.
    public func number(_ row: Int, _ column: String) -> Double? { text(row, column).flatMap { Double($0) } }

    /// Whether a value is true.
    public func isTrue(_ row: Int, _ column: String) -> Bool { text(row, column) == "t" }

    /// All values of a row.
    public func row(_ row: Int) -> [String?] { (0..<PQnfields(result)).map { text(row, $0) } }

    private func text(_ row: Int, _ column: Int32) -> String? {
        let row32 = Int32(clamping: row)
        guard row >= 0, row < count, PQgetisnull(result, row32, column) == 0 else { return nil }
        let start = PQgetvalue(result, row32, column)
        let length = Int(PQgetlength(result, row32, column))
        return start.map { String(decoding: UnsafeRawBufferPointer(start: $0, count: length), as: UTF8.self) }
    }
}
