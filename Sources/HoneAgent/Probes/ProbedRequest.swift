import HoneDatabase

/// A request and the records that belong to it.
struct ProbedRequest {
    var answer: Requester.Answer
    var records: [QueryRecord]

    /// The application's own statements, without pings, pragmas and transactions.
    var statements: [QueryRecord] { records.filter { $0.kind == .statement } }

    /// How often each statement came again with values that it had before in this request, and no write in between:
    /// the answer was known. Without their values nothing is said of statements.
    var duplicates: [String: Int] {
        var seen: Set<QueryRecord.ParameterKey> = []
        var duplicates: [String: Int] = [:]
        for record in statements {
            guard !record.writes else {
                seen = []
                continue
            }
            guard record.parameters != nil, !record.isParametersCut, !record.isNested else { continue }
            if !seen.insert(record.parameterKey).inserted { duplicates[record.sql, default: 0] += 1 }
        }
        return duplicates
    }
}

extension QueryEvidence.Row {
    /// The row of an endpoint from its probed requests.
    /// - Parameter same: how many of the first requests were for the same path.
    init(_ name: String, _ requests: [ProbedRequest], same: Int) {
        let count = Double(requests.count)
        func perRequest(_ kind: QueryRecord.Kind) -> Double {
            Double(requests.reduce(0) { $0 + $1.records.filter { $0.kind == kind }.count }) / count
        }
        var groups: [String: [QueryRecord]] = [:]
        for request in requests { for record in request.statements { groups[record.sql, default: []].append(record) } }
        let duplicates = requests.map(\.duplicates)
        let statements = groups.map { sql, records in
            QueryEvidence.Statement(
                sql, records, requests: count,
                distinct: requests.map { request in
                    Double(Set(request.statements.filter { $0.sql == sql }.map(\.parameterKey)).count)
                }.reduce(0, +) / count,
                duplicates: duplicates.reduce(0) { $0 + Double($1[sql] ?? 0) } / count)
        }.sorted { ($0.millisecondsPerRequest, $1.sql) > ($1.millisecondsPerRequest, $0.sql) }
        let repeated = requests.prefix(same)
        self.init(
            name: name, requests: requests.count, queries: perRequest(.statement),
            databaseMilliseconds: requests.flatMap(\.statements).reduce(0) { $0 + Double($1.nanoseconds) / 1e6 }
                / count,
            requestMilliseconds: requests.reduce(0) { $0 + Double($1.answer.nanoseconds) / 1e6 } / count,
            connections: perRequest(.connectionOpened), transactions: perRequest(.transaction),
            pings: perRequest(.ping),
            pragmas: perRequest(.pragma), statements: Array(statements.prefix(50)),
            repeatsItself: repeated.dropFirst().allSatisfy { request in
                request.answer.body == repeated[0].answer.body
                    && request.statements.map(\.parameterKey) == repeated[0].statements.map(\.parameterKey)
            },
            closes: perRequest(.connectionClosed),
            writes: Double(requests.reduce(0) { $0 + $1.statements.count(where: \.writes) }) / count,
            use: TransactionUse(requests.flatMap(\.records)), patterns: Self.patterns(requests))
    }

    /// The patterns of all requests, the dearest first; at most 10.
    private static func patterns(_ requests: [ProbedRequest]) -> [Pattern] {
        let found = requests.flatMap { StatementPattern.find(in: $0.statements, minimum: 3) }
        return Dictionary(grouping: found, by: \.statements).map { statements, patterns in
            func mean(_ value: (StatementPattern) -> Double) -> Double {
                patterns.reduce(0) { $0 + value($1) } / Double(patterns.count)
            }
            return Pattern(
                statements: statements, repetitions: mean { Double($0.repetitions) }, calls: mean { Double($0.calls) },
                distinctParameters: mean { Double($0.distinctParameters) },
                milliseconds: mean { Double($0.nanoseconds) / 1e6 })
        }.sorted { ($0.milliseconds, $1.statements.count) > ($1.milliseconds, $0.statements.count) }
            .prefix(10).map(\.self)
    }
}

extension QueryEvidence.Statement {
    fileprivate init(
        _ sql: String, _ records: [QueryRecord], requests: Double, distinct: Double, duplicates: Double
    ) {
        let calls = Double(records.count)
        func mean(_ value: (QueryRecord) -> Double) -> Double { records.reduce(0) { $0 + value($1) } / calls }
        self.init(
            sql: sql, calls: calls / requests, distinctParameters: distinct,
            milliseconds: mean { Double($0.nanoseconds) / 1e6 }, rows: mean { Double($0.rows) },
            scanSteps: mean { Double($0.fullScanSteps) }, sorts: mean { Double($0.sorts) },
            automaticIndexRows: mean { Double($0.automaticIndexRows) }, machineSteps: mean { Double($0.machineSteps) },
            writes: records.contains(where: \.writes), duplicates: duplicates)
    }
}
