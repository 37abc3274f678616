/// One run of the advisor: what it has measured and decided so far.
final class AdvisorRun {
    typealias Item = SideBySide.Item

    /// A candidate with what it showed when it was tried last.
    struct Tried {
        let candidate: Candidate
        /// The number of accepted indexes when it was tried.
        let round: Int
        /// What the workload gains, ms for all calls.
        var saved = 0.0
        /// One call with it, ms, by the place of the statement in `items`.
        var trials: [Int: Double] = [:]
        var servedBefore = 0.0
        var servedCalls = 0.0
        var writeLoss = 0.0
        var bytes = 0
        var buildMilliseconds = 0.0
        /// The places of the statements whose plan changes.
        var served: Set<Int> = []
        var serves: [StatementMeasurement] = []
        var mayReorder: [Reordering] = []
        var penalty = 0.0
        /// What inserts that the copy refuses would lose, ms for all calls.
        var insertLoss = 0.0
        /// It was accepted together with others.
        var isOfSet = false

        /// What one saves may depend on the other.
        func touches(_ other: Tried) -> Bool { !served.isDisjoint(with: other.served) }
    }

    let sides: SideBySide
    let finder: CandidateFinder
    let inspection: DatabaseInspection
    let settings: AdvisorSettings
    let start: ContinuousClock.Instant
    private let progress: (String, Double) -> Void

    var items: [Item] = []
    var skipped: [SkippedStatement] = []
    var rejected: [RejectedCandidate] = []
    var notes: [String] = []
    /// Calls of inserts that the copy refuses, by table: the row is there already.
    var refusedInserts: [String: Double] = [:]
    var accepted: [(name: String, tried: Tried)] = []
    var drops: [AdvisedDrop] = []
    /// Statements that compile and are not executed: an index that their plans use is not dropped.
    var unexecuted: [String] = []
    var minutes: Double?
    /// Names of accepted indexes that a wider one has replaced.
    var replaced: Set<String> = []
    /// One call beside the accepted indexes and nothing else, ms, by the place of the statement: the fastest seen while
    /// candidates were tried, so that the noise of this side does not decide between candidates.
    var plainTimes: [Int: Double] = [:]
    /// One call beside the accepted indexes as it was measured when the last of them was accepted, ms.
    var timesNow: [Int: Double] = [:]

    init(
        _ sides: SideBySide, _ finder: CandidateFinder, _ inspection: DatabaseInspection, _ settings: AdvisorSettings,
        start: ContinuousClock.Instant, _ progress: @escaping (String, Double) -> Void
    ) {
        self.sides = sides
        self.finder = finder
        self.inspection = inspection
        self.settings = settings
        self.start = start
        self.progress = progress
    }

    /// The parts of the run, each with the share of the time at which it has to end. What is left after the last is for
    /// measuring the whole workload once more.
    enum Part: Double {
        case baseline = 0.35
        case setsFirst = 0.62
        case choosing = 0.68
        case together = 0.74
        case leavingOut = 0.84
        case dropping = 0.88
        case conclusion = 1
    }

    func timeIsUp(for part: Part) -> Bool { secondsLeft(for: part) <= 0 }

    func secondsLeft(for part: Part) -> Double {
        settings.maximumSeconds * part.rawValue - (ContinuousClock.now - start) / .seconds(1)
    }
    /// What all calls took as the database was found, ms.
    var total: Double { items.reduce(0) { $0 + $1.baseline * $1.statement.calls } }
    var takenNames: Set<String> { Set(inspection.indexes.map(\.name) + accepted.map(\.name)) }

    /// What all calls take beside the accepted indexes, ms: it is this that a further index has to pay for.
    var totalNow: Double { items.indices.reduce(0) { $0 + costNow($1) } }

    func costNow(_ index: Int) -> Double { (timesNow[index] ?? items[index].baseline) * items[index].statement.calls }

    func tell(_ words: String, _ fraction: Double) { progress(words, fraction) }

    /// The whole run.
    /// - Throws: `SQLiteError`; `CancellationError` when the task was cancelled.
    func advise(_ workload: Workload) throws -> IndexAdvice {
        minutes = workload.minutes
        try measureBaseline(workload)
        let candidates = collectCandidates()
        // Where an execution of everything takes long, few candidates can be tried one by one: what the planner would
        // choose comes first then, and single ones on top of it.
        let round = items.reduce(0) { $0 + $1.baseline * Double($1.sets.count) } / 1000
        let isSlow = round > settings.maximumSeconds / 30
        if isSlow { try chooseTogether(candidates, until: .setsFirst) }
        try choose(from: ordered(candidates))
        if !isSlow { try chooseTogether(candidates, until: .together) }
        try dropWhatOthersReplace()
        try dropExisting()
        return try conclude()
    }

    // MARK: Baseline

    private func measureBaseline(_ workload: Workload) throws {
        for (index, statement) in workload.statements.enumerated() {
            tell("measuring the workload as it is", 0.05 + 0.15 * Double(index) / Double(workload.statements.count))
            try Task.checkCancellation()
            if timeIsUp(for: .baseline) {
                notes.append(
                    "time was up: \(workload.statements.count - index) of \(workload.statements.count) statements were not measured"
                )
                unexecuted += workload.statements[index...].map(\.sql)
                return
            }
            if let reason = admit(statement) { skipped.append(SkippedStatement(sql: statement.sql, reason: reason)) }
        }
    }

    /// Takes a statement into the run.
    /// - Returns: why not, when it cannot be executed.
    private func admit(_ statement: Workload.Statement) -> String? {
        let profile: StatementProfile
        do {
            profile = try finder.profile(statement.sql)
        } catch {
            return "it does not compile: \((error as? SQLiteError)?.message ?? "\(error)")"
        }
        if profile.isControl { return "it is neither a query nor a write of rows" }
        if profile.reads.keys.allSatisfy({ $0.hasPrefix("sqlite_") }), profile.writes.isEmpty, !profile.reads.isEmpty {
            return "it reads the schema only"
        }
        unexecuted.append(statement.sql)
        let fitting = statement.parameters.filter { $0.count == profile.parameterCount }
        if profile.parameterCount > 0, fitting.isEmpty {
            return statement.parameters.isEmpty
                ? "it has \(profile.parameterCount) placeholders, and no values were recorded"
                : "it has \(profile.parameterCount) placeholders, and \(statement.parameters[0].count) values were recorded"
        }
        let sets = profile.parameterCount == 0 ? [[]] : spread(fitting)
        var item = Item(statement: statement, profile: profile, sets: sets, baseline: 0)
        do {
            item.demands = finder.demands(statement.sql)
            // As many sets as fit into a thirtieth of the time.
            let first = try sides.once(item, sets[0]) / .seconds(1)
            let affordable = settings.maximumSeconds / 60 / max(first, 1e-6)
            if affordable < Double(sets.count) { item.sets = spread(sets, Int(max(1, affordable))) }
            if first * 1000 > SideBySide.verySlow {
                item.baseline = first * 1000
            } else {
                // Both copies are the same now.
                let both = try sides.compare(item)
                item.baseline = min(both.plain, both.trial)
            }
            if item.baseline >= settings.statementLimit * 1000 {
                notes.append("interrupted after \(settings.statementLimit) s, counted as that long: \(statement.sql)")
            }
        } catch {
            if let table = profile.inserts.first, (error as? SQLiteError)?.code == 19 {  // SQLITE_CONSTRAINT
                refusedInserts[table, default: 0] += statement.calls
                return "its rows are in the copy already; what it pays is taken from rows that are written again"
            }
            return "it fails on a copy: \((error as? SQLiteError)?.message ?? "\(error)")"
        }
        unexecuted.removeLast()
        plainTimes[items.count] = item.baseline
        items.append(item)
        return nil
    }

    private func spread(_ sets: [[SQLValue]], _ count: Int? = nil) -> [[SQLValue]] {
        var seen: Set<[SQLValue]> = []
        let unique = sets.filter { seen.insert($0).inserted }
        let count = min(unique.count, count ?? settings.maximumParameterSets)
        return (0..<count).map { unique[$0 * unique.count / count] }
    }

    // MARK: Candidates

    /// What could serve the statements that matter, by the place of the statement in `items`.
    typealias Candidates = [Int: [Candidate]]

    private func collectCandidates() -> Candidates {
        let literals = sharedLiterals
        var found: Candidates = [:]
        for (index, item) in items.enumerated()
        // What is little now may be most of what is left.
        where cost(item) >= total * settings.minimumShareOfWorkload / 20 {
            found[index] = finder.candidates(item.statement.sql, item.profile, item.demands, literals: literals)
        }
        return found
    }

    /// All candidates that are not accepted yet, the most promising first: those that serve what costs most now, and
    /// the favourites of all statements before the last of the costliest.
    private func ordered(_ candidates: Candidates) -> [Candidate] {
        var weight: [Candidate: Double] = [:]
        var order: [Candidate] = []
        let held = Set(accepted.map(\.tried.candidate))
        for index in candidates.keys.sorted(by: { (costNow($0), $1) > (costNow($1), $0) }) {
            var rank: [String: Double] = [:]
            for candidate in candidates[index] ?? [] where !held.contains(candidate) {
                if weight[candidate] == nil { order.append(candidate) }
                rank[candidate.table, default: 0] += 1
                weight[candidate, default: 0] += costNow(index) / (rank[candidate.table] ?? 1)
            }
        }
        return order.enumerated()
            .sorted { (weight[$0.element] ?? 0, -$0.offset) > (weight[$1.element] ?? 0, -$1.offset) }
            .map(\.element)
    }

    private func cost(_ item: Item) -> Double { item.baseline * item.statement.calls }

    /// Literals that belong to the app and not to the user: a column that is compared with more than two over the whole
    /// workload is compared with values that an app wrote into its SQL.
    private var sharedLiterals: Set<Demand.Literal> {
        let all = Set(
            items.flatMap { $0.demands.flatMap { demand in demand.literals.map { (demand.table, $0) } } }
                .map { Named(table: $0.0, literal: $0.1) })
        let byColumn = Dictionary(grouping: all) { [$0.table, $0.literal.column] }
        return Set(byColumn.values.filter { $0.count <= 2 }.joined().map(\.literal))
    }

    private struct Named: Hashable {
        let table: String
        let literal: Demand.Literal
    }
}
