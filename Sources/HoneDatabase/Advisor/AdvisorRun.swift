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

        /// What one saves may depend on the other.
        func touches(_ other: Tried) -> Bool { !served.isDisjoint(with: other.served) }
    }

    let sides: SideBySide
    let finder: CandidateFinder
    let inspection: DatabaseInspection
    let settings: AdvisorSettings
    let deadline: ContinuousClock.Instant
    private let progress: (String, Double) -> Void

    var items: [Item] = []
    var skipped: [SkippedStatement] = []
    var rejected: [RejectedCandidate] = []
    var notes: [String] = []
    /// Calls of inserts that the copy refuses, by table: the row is there already.
    var refusedInserts: [String: Double] = [:]
    var accepted: [(name: String, tried: Tried)] = []
    /// Names of accepted indexes that a wider one has replaced.
    var replaced: Set<String> = []
    /// One call beside the accepted indexes and nothing else, ms, by the place of the statement: the fastest seen while
    /// candidates were tried, so that the noise of this side does not decide between candidates.
    var plainTimes: [Int: Double] = [:]

    init(
        _ sides: SideBySide, _ finder: CandidateFinder, _ inspection: DatabaseInspection, _ settings: AdvisorSettings,
        deadline: ContinuousClock.Instant, _ progress: @escaping (String, Double) -> Void
    ) {
        self.sides = sides
        self.finder = finder
        self.inspection = inspection
        self.settings = settings
        self.deadline = deadline
        self.progress = progress
    }

    var timeIsUp: Bool { ContinuousClock.now >= deadline }
    var total: Double { items.reduce(0) { $0 + $1.baseline * $1.statement.calls } }
    var takenNames: Set<String> { Set(inspection.indexes.map(\.name) + accepted.map(\.name)) }

    func tell(_ words: String, _ fraction: Double) { progress(words, fraction) }

    /// The whole run.
    func advise(_ workload: Workload) throws -> IndexAdvice {
        measureBaseline(workload)
        let candidates = collectCandidates()
        try choose(from: candidates)
        try dropWhatOthersReplace()
        return try conclude()
    }

    // MARK: Baseline

    private func measureBaseline(_ workload: Workload) {
        for (index, statement) in workload.statements.enumerated() {
            tell("measuring the workload as it is", 0.05 + 0.15 * Double(index) / Double(workload.statements.count))
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
        let fitting = statement.parameters.filter { $0.count == profile.parameterCount }
        if profile.parameterCount > 0, fitting.isEmpty {
            return statement.parameters.isEmpty
                ? "it has \(profile.parameterCount) placeholders, and no values were recorded"
                : "it has \(profile.parameterCount) placeholders, and \(statement.parameters[0].count) values were recorded"
        }
        let sets = profile.parameterCount == 0 ? [[]] : spread(fitting)
        var item = Item(statement: statement, profile: profile, sets: sets, baseline: 0)
        do {
            // Both copies are the same now; their average is the baseline.
            let both = try sides.compare(item)
            item.baseline = min(both.plain, both.trial)
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
        plainTimes[items.count] = item.baseline
        items.append(item)
        return nil
    }

    private func spread(_ sets: [[SQLValue]]) -> [[SQLValue]] {
        let unique = sets.reduce(into: (seen: Set<[SQLValue]>(), kept: [[SQLValue]]())) { result, set in
            if result.seen.insert(set).inserted { result.kept.append(set) }
        }.kept
        let count = min(unique.count, settings.maximumParameterSets)
        return (0..<count).map { unique[$0 * unique.count / count] }
    }

    // MARK: Candidates

    /// Candidates of all statements that matter, those of the costliest statements first.
    private func collectCandidates() -> [Candidate] {
        let total = total
        var weight: [Candidate: Double] = [:]
        var order: [Candidate] = []
        for item in items.sorted(by: { $0.baseline * $0.statement.calls > $1.baseline * $1.statement.calls }) {
            let cost = item.baseline * item.statement.calls
            guard cost >= total * settings.minimumShareOfWorkload else { break }
            for candidate in finder.candidates(item.statement.sql, item.profile) {
                if weight[candidate] == nil { order.append(candidate) }
                weight[candidate, default: 0] += cost
            }
        }
        // Statements that take long come first, and within a statement the plan's favourites.
        return order.enumerated()
            .sorted { (weight[$0.element] ?? 0, -$0.offset) > (weight[$1.element] ?? 0, -$1.offset) }
            .map(\.element)
    }
}
