import HoneDatabase

/// One run of the advisor: what it has measured and decided so far.
final class PostgresAdvisorRun {
    typealias Item = CopyPair.Item

    /// A candidate with what it showed when it was tried last.
    struct Tried {
        let candidate: PostgresCandidate
        /// The number of indexes accepted so far when it was tried.
        let round: Int
        /// What the workload gains, ms for all calls.
        var saved = 0.0
        var servedBefore = 0.0
        var servedCalls = 0.0
        var writeLoss = 0.0
        var bytes = 0
        var buildMilliseconds = 0.0
        /// The places of the statements whose plan changes.
        var served: Set<Int> = []
        var serves: [StatementMeasurement] = []
        var mayReorder: [Reordering] = []
        var penalty: Double?

        /// What one saves may depend on the other.
        func touches(_ other: Tried) -> Bool { !served.isDisjoint(with: other.served) }
    }

    let pair: CopyPair
    let catalogue: Catalogue
    let settings: AdvisorSettings
    /// Seconds since the measuring began.
    private let elapsed: () -> Double
    private let progress: (String, Double) -> Void
    private let finder: PostgresCandidateFinder

    var items: [Item] = []
    var skipped: [SkippedStatement] = []
    var rejected: [RejectedCandidate] = []
    var notes: [String]
    /// Calls of inserts that cannot be executed for want of values, by table.
    var insertCalls: [PostgresTable: Double] = [:]
    var accepted: [(name: String, tried: Tried)] = []
    /// Every index that was accepted, with those that a wider one has replaced since.
    var history: [Tried] = []
    private var drawn = 0

    init(
        _ pair: CopyPair, _ catalogue: Catalogue, _ settings: AdvisorSettings, notes: [String],
        elapsed: @escaping () -> Double, _ progress: @escaping (String, Double) -> Void
    ) {
        self.pair = pair
        self.catalogue = catalogue
        self.settings = settings
        self.notes = notes
        self.elapsed = elapsed
        self.progress = progress
        finder = PostgresCandidateFinder(catalogue: catalogue, settings: settings)
    }

    /// The parts of the run, each with the share of the time at which it has to end. The last measures once more what
    /// the first has measured, and has as long for it.
    enum Part: Double {
        case baseline = 0.35
        case choosing = 0.65
        case conclusion = 1
    }

    func timeIsUp(for part: Part) -> Bool { secondsLeft(for: part) <= 0 }

    func secondsLeft(for part: Part) -> Double { settings.maximumSeconds * part.rawValue - elapsed() }

    /// Something was accepted after it was tried that what it saves may depend on.
    func isOutdated(_ tried: Tried) -> Bool { history.dropFirst(tried.round).contains { $0.touches(tried) } }

    var total: Double { items.reduce(0) { $0 + $1.baseline * $1.statement.calls } }
    var takenNames: Set<String> { catalogue.names.union(accepted.map(\.name)) }

    /// - Throws: `CancellationError` when the task was cancelled.
    func tell(_ words: String, _ fraction: Double) throws {
        try Task.checkCancellation()
        progress(words, fraction)
    }

    /// The whole run.
    func advise(_ workload: Workload) throws -> IndexAdvice {
        for (index, statement) in workload.statements.enumerated() {
            if timeIsUp(for: .baseline) {
                let left = workload.statements.count - index
                notes.append("time was up: \(left) of \(workload.statements.count) statements were not measured")
                break
            }
            try tell("measuring the workload as it is", 0.12 + 0.13 * Double(index) / Double(workload.statements.count))
            if let reason = try admit(statement) {
                skipped.append(SkippedStatement(sql: statement.sql, reason: reason))
            }
        }
        if drawn > 0 {
            notes.append(
                "\(drawn) statements came without values; those they were measured with were drawn from the columns that "
                    + "they are compared with")
        }
        try choose(from: try collectCandidates())
        return try conclude()
    }

    /// Takes a statement into the run.
    /// - Returns: why not, when it cannot be executed.
    private func admit(_ statement: Workload.Statement) throws -> String? {
        let plan: PostgresPlan
        let count: Int
        do {
            count = try pair.plain.db.prepare(statement.sql).parameterCount
            plan = try pair.plain.plan(statement.sql, nil)
        } catch let error as PostgresError {
            return "it is not one that PostgreSQL can plan: \(error.message)"
        }
        if plan.root.all.allSatisfy({ $0.relation == nil }) { return "it reads no table" }
        if plan.root.all.allSatisfy({ $0.schema == nil || $0.schema == "pg_catalog" }) {
            return "it reads the catalogue only"
        }
        let sets: [[String?]]
        if count == 0 {
            sets = [[]]
        } else {
            let fitting = statement.parameters.filter { $0.count == count }.map { $0.map(\.postgresText) }
            if !fitting.isEmpty {
                sets = spread(fitting)
            } else if !statement.parameters.isEmpty {
                return "it has \(count) placeholders, and \(statement.parameters[0].count) values were recorded"
            } else {
                var reason = "not all are compared with a column"
                let drawnSets: [[String?]]?
                do {
                    drawnSets = try DrawnValues(db: pair.plain.db, catalogue: catalogue)
                        .sets(statement.sql, parameterCount: count, plan: plan)
                } catch let error as PostgresError {
                    drawnSets = nil
                    reason = "none could be drawn: " + (error.isTimeout ? "it took too long" : "error \(error.code)")
                }
                guard let drawnSets else {
                    for table in plan.inserts { insertCalls[table, default: 0] += statement.calls }
                    return "it has \(count) placeholders, no values were recorded, and \(reason)"
                }
                drawn += 1
                sets = drawnSets
            }
        }
        var item = Item(statement: statement, sets: sets, writes: plan.writes, baseline: 0)
        do {
            // As many sets as fit into a thirtieth of the time.
            let first = try pair.plain.time(statement.sql, sets[0]) / 1000
            let affordable = settings.maximumSeconds / 60 / max(first, 1e-6)
            if affordable < Double(sets.count) { item.sets = Array(sets.prefix(Int(max(1, affordable)))) }
            // Both copies are the same now.
            let both = try pair.compare(item)
            item.baseline = min(both.plain, both.trial)
        } catch let error as PostgresError {
            if error.code == "23505" {
                for table in plan.inserts { insertCalls[table, default: 0] += statement.calls }
                return "its rows are in the copy already; what it pays is taken from rows that are written again"
            }
            return "it fails on a copy: \(error.message)"
        }
        if item.baseline >= settings.statementLimit * 1000 {
            notes.append("interrupted after \(settings.statementLimit) s, counted as that long: \(statement.sql)")
        }
        items.append(item)
        return nil
    }

    private func spread(_ sets: [[String?]]) -> [[String?]] {
        var seen: Set<[String?]> = []
        let unique = sets.filter { seen.insert($0).inserted }
        let count = min(unique.count, settings.maximumParameterSets)
        return (0..<count).map { unique[$0 * unique.count / count] }
    }

    /// Candidates of all statements that matter, those first that promise most. With HypoPG only those that the planner
    /// would use.
    private func collectCandidates() throws -> [PostgresCandidate] {
        let hypothetical = try HypotheticalIndexes(pair.plain)
        let total = total
        var promise: [PostgresCandidate: Double] = [:]
        var order: [PostgresCandidate] = []
        for item in items.sorted(by: { $0.baseline * $0.statement.calls > $1.baseline * $1.statement.calls }) {
            let cost = item.baseline * item.statement.calls
            guard cost >= total * settings.minimumShareOfWorkload else { break }
            if timeIsUp(for: .choosing) {
                notes.append("time was up: not every statement was looked at for indexes that could serve it")
                break
            }
            let values = item.sets.first
            guard let plan = try? pair.plain.plan(item.statement.sql, values) else { continue }
            for candidate in finder.candidates(plan) {
                var gain = 0.5
                if let hypothetical {
                    try tell("asking the planner about \(candidate.table)", 0.27)
                    switch try hypothetical.opinion(
                        candidate, item.statement.sql, values, costBefore: plan.root.cost ?? 0)
                    {
                    case .used(let share): gain = share
                    case .unused: continue
                    case .unknown: break
                    }
                }
                if promise[candidate] == nil { order.append(candidate) }
                promise[candidate, default: 0] += cost * gain
            }
        }
        return order.enumerated().sorted { one, other in
            let (a, b) = (promise[one.element] ?? 0, promise[other.element] ?? 0)
            return a != b ? a > b : one.offset < other.offset
        }.map(\.element)
    }
}
