import HoneDatabase

/// Plans and executes the statements of a workload on one copy of the database, timed and bounded. Writes are rolled
/// back.
final class PostgresRunner {
    let db: PostgresConnection
    private let limit: Double

    /// - Parameter limit: seconds after which an execution is stopped.
    init(_ address: PostgresAddress, limit: Double) throws {
        self.limit = limit
        db = try PostgresConnection(address, statementTimeout: limit)
        // Planned with the values at hand, as on a statement's first executions.
        try db.execute("SET standard_conforming_strings = on; SET plan_cache_mode = force_custom_plan")
    }

    /// The plan of a statement; nothing is executed.
    /// - Parameter values: nil plans for any values.
    /// - Throws: `PostgresError` when it does not compile, `PostgresProblem`.
    func plan(_ sql: String, _ values: [String?]?) throws -> PostgresPlan {
        guard let values else { return try GenericPlan.of(sql, db) }
        return try explain(sql, values, "VERBOSE")
    }

    /// How long one execution takes, planning included, ms; without what it takes to send the answer. One that runs
    /// into the limit counts as the limit.
    /// - Throws: `PostgresError` when it fails otherwise, `PostgresProblem`.
    func time(_ sql: String, _ values: [String?]) throws -> Double {
        do {
            // Everything in a transaction that is rolled back: a query may call a function that writes.
            let plan = try db.rolledBack { try explain(sql, values, "ANALYZE, BUFFERS, TIMING OFF") }
            return (plan.planningMilliseconds ?? 0) + (plan.executionMilliseconds ?? 0)
        } catch let error as PostgresError where error.isTimeout {
            return limit * 1000
        }
    }

    private func explain(_ sql: String, _ values: [String?], _ options: String) throws -> PostgresPlan {
        let statement = try db.prepare(sql)
        let list = values.isEmpty ? "" : "(\(values.map(quotedValue).joined(separator: ", ")))"
        do {
            let rows = try db.rows("EXPLAIN (\(options), FORMAT JSON) EXECUTE \(statement.name)\(list)")
            return try PostgresPlan(rows, of: sql)
        } catch let error as PostgresError {
            // The values may be somebody's.
            throw PostgresError(code: error.code, message: error.message, sql: sql)
        }
    }

    /// What one execution answers.
    struct Answer: Equatable {
        /// Rows in their order.
        var inOrder: UInt64 = 0xcbf2_9ce4_8422_2325
        /// Rows in any order.
        var asSet: UInt64 = 0
        var rows = 0
    }

    /// - Throws: `PostgresError`, `PostgresProblem`.
    func answer(_ sql: String, _ values: [String?]) throws -> Answer {
        var answer = Answer()
        try db.rolledBack {
            try db.forEachRow(sql, values) { row in
                let word = hash(row)
                answer.inOrder = (answer.inOrder ^ word) &* 0x100_0000_01b3
                answer.asSet &+= word
                answer.rows += 1
            }
        }
        return answer
    }

    /// FNV-1a (<https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>) over the values, NULL apart from "".
    private func hash(_ row: [String?]) -> UInt64 {
        var word: UInt64 = 0xcbf2_9ce4_8422_2325
        for value in row {
            for byte in value?.utf8 ?? "\u{2}".utf8 { word = (word ^ UInt64(byte)) &* 0x100_0000_01b3 }
            word = (word ^ (value == nil ? 0xfe : 0xff)) &* 0x100_0000_01b3
        }
        return word
    }
}

extension SQLValue {
    /// As PostgreSQL reads it from text; nil is NULL.
    var postgresText: String? {
        switch self {
        case .null: nil
        case .integer(let value): "\(value)"
        case .real(let value): "\(value)"
        case .text(let value): value
        case .blob(let bytes):
            "\\x"
                + bytes.map { byte in
                    let digits = String(byte, radix: 16)
                    return digits.count == 1 ? "0" + digits : digits
                }.joined()
        }
    }
}
