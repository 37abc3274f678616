import CPostgres

/// A connection to one PostgreSQL database through libpq. It blocks the thread that uses it, is used by one at a time,
/// and is closed when it is released.
public final class PostgresConnection {
    /// The oldest server that Hone works with: 13, whose `pg_stat_statements` tells planning from execution.
    static let oldestVersion = 130_000

    /// Where it leads.
    public let address: PostgresAddress
    /// The server's version as PostgreSQL numbers it: 150018 is 15.18.
    public let serverVersion: Int
    private let handle: OpaquePointer
    private let statementTimeout: Double
    private var prepared: [String: Prepared] = [:]
    /// How many prepared statements are kept; the rest is prepared each time.
    private static let preparedLimit = 1_000

    /// Connects.
    /// - Parameters:
    ///   - connectTimeout: seconds, at least 2 (libpq's own least). A `connect_timeout` in the address goes before.
    ///   - statementTimeout: seconds after which the server stops a statement; 0 never does.
    /// - Throws: `PostgresProblem`.
    public init(_ address: PostgresAddress, connectTimeout: Int = 5, statementTimeout: Double = 30) throws {
        self.address = address
        self.statementTimeout = statementTimeout
        var settings = address.settings
        if settings["connect_timeout"] == nil { settings["connect_timeout"] = "\(max(2, connectTimeout))" }
        if settings["application_name"] == nil { settings["application_name"] = "hone" }
        settings["client_encoding"] = "UTF8"
        let keys = settings.keys.sorted()
        handle = try withCStrings(keys) { keywords in
            try withCStrings(keys.map { settings[$0] ?? "" }) { values in
                guard let handle = PQconnectdbParams(keywords, values, 0) else {
                    throw PostgresProblem(
                        .unreachable, attempted: "connect to", database: "\(address)", found: "memory ran out",
                        remedy: "Free some.")
                }
                return handle
            }
        }
        serverVersion = Int(PQserverVersion(handle))
        guard PQstatus(handle) == CONNECTION_OK else {
            let words = address.redacted(String(cString: PQerrorMessage(handle)))
            throw PostgresProblem(
                connecting: address, words: words, needsPassword: PQconnectionNeedsPassword(handle) == 1)
        }
        // Without this libpq prints notices to standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard serverVersion >= PostgresConnection.oldestVersion else {
            throw PostgresProblem(
                .tooOld, attempted: "work with", database: "\(address)",
                found: "the server is PostgreSQL \(versionName)",
                remedy: "Hone needs 13 or newer: upgrade the server, or measure on a newer one with the same database.")
        }
        try limitStatements()
    }

    private func limitStatements() throws { try execute("SET statement_timeout = \(Int(statementTimeout * 1000))") }

    deinit { PQfinish(handle) }

    /// The version for a person: "15.18".
    public var versionName: String { "\(serverVersion / 10_000).\(serverVersion % 10_000)" }

    /// The process on the server that serves this connection.
    public var serverProcess: Int32 { PQbackendPID(handle) }

    /// Executes a statement and gives all its rows, so only for answers of bounded size.
    /// - Parameter parameters: values for `$1`, `$2`, …, as text; nil is NULL.
    /// - Throws: `PostgresError` when the server refuses it, `PostgresProblem` when the connection broke.
    @discardableResult
    public func rows(_ sql: String, _ parameters: [String?] = []) throws -> PostgresRows {
        let result = withOptionalCStrings(parameters) { values in
            PQexecParams(handle, sql, Int32(parameters.count), nil, values, nil, nil, 0)
        }
        return PostgresRows(try checked(result, sql))
    }

    /// Executes statements without values, any number of them separated by semicolons, and ignores their answers.
    /// - Throws: `PostgresError`, `PostgresProblem`.
    public func execute(_ sql: String) throws { PQclear(try checked(PQexec(handle, sql), sql)) }

    /// Executes a statement row by row, so that an answer of any size needs the memory of one row.
    /// - Throws: `PostgresError`, `PostgresProblem`.
    public func forEachRow(_ sql: String, _ parameters: [String?] = [], _ body: ([String?]) -> Void) throws {
        let sent = withOptionalCStrings(parameters) { values in
            PQsendQueryParams(handle, sql, Int32(parameters.count), nil, values, nil, nil, 0)
        }
        guard sent == 1 else { throw broken(sql) }
        PQsetSingleRowMode(handle)
        var failure: (any Error)?
        while let result = PQgetResult(handle) {
            do {
                let rows = PostgresRows(try checked(result, sql))
                for index in 0..<rows.count { body(rows.row(index)) }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Prepares a statement under a name of its own, once.
    /// - Returns: its name and how many values it needs.
    /// - Throws: `PostgresError` when it does not compile, `PostgresProblem`.
    func prepare(_ sql: String) throws -> Prepared {
        if let known = prepared[sql] { return known }
        if prepared.count >= PostgresConnection.preparedLimit {
            try execute("DEALLOCATE ALL")
            prepared = [:]
        }
        let name = "hone_\(prepared.count)"
        PQclear(try checked(PQprepare(handle, name, sql, 0, nil), sql))
        let description = PostgresRows(try checked(PQdescribePrepared(handle, name), sql))
        let statement = Prepared(name: name, parameterCount: description.parameterCount)
        prepared[sql] = statement
        return statement
    }

    /// A statement that the server has compiled.
    struct Prepared: Equatable {
        /// Its name, which needs no quotes.
        let name: String
        /// How many values it needs.
        let parameterCount: Int
    }

    /// Executes something in a transaction that is rolled back whatever happens.
    func rolledBack<Value>(_ body: () throws -> Value) throws -> Value {
        try execute("BEGIN")
        defer { try? execute("ROLLBACK") }
        return try body()
    }

    private func checked(_ result: OpaquePointer?, _ sql: String) throws -> OpaquePointer {
        guard let result else { throw broken(sql) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY: return result
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            PQclear(result)
            // The protocol waits for the copy to end; the connection is of no use before.
            PQreset(handle)
            prepared = [:]
            try limitStatements()
            throw PostgresError(code: "0A000", message: "COPY is not executed", sql: sql)
        default:
            let code = hone_pg_sqlstate(result).map { String(cString: $0) } ?? ""
            let words = [hone_pg_message(result), hone_pg_detail(result)].compactMap { $0.map { String(cString: $0) } }
            PQclear(result)
            guard PQstatus(handle) == CONNECTION_OK else { throw broken(sql) }
            throw PostgresError(
                code: code, message: address.redacted(words.joined(separator: "; ")), sql: sql)
        }
    }

    private func broken(_ sql: String) -> any Error {
        let words = address.redacted(String(cString: PQerrorMessage(handle))).trimmedLines
        guard PQstatus(handle) == CONNECTION_OK else {
            return PostgresProblem(
                .disconnected, attempted: "go on with", database: "\(address)", found: words,
                remedy: "See the server's log; then run this again.")
        }
        return PostgresError(code: "", message: words, sql: sql)
    }
}

/// C strings for libpq, with a null pointer at the end.
private func withCStrings<Value>(
    _ strings: [String], _ body: ([UnsafePointer<CChar>?]) throws -> Value
) rethrows -> Value {
    try withOptionalCStrings(strings) { try body($0 + [nil]) }
}

/// C strings for libpq; nil is a null pointer.
private func withOptionalCStrings<Value>(
    _ strings: [String?], _ body: ([UnsafePointer<CChar>?]) throws -> Value
) rethrows -> Value {
    // All in one buffer, each with its zero.
    var bytes: [CChar] = []
    var starts: [Int?] = []
    for string in strings {
        starts.append(string == nil ? nil : bytes.count)
        if let string { bytes += string.utf8CString }
    }
    return try bytes.withUnsafeBufferPointer { buffer in
        try body(starts.map { start in start.flatMap { offset in buffer.baseAddress.map { $0 + offset } } })
    }
}
