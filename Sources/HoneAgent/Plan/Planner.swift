import HoneCore

extension Plan {
    /// Orders what the findings ask for into three phases; within a phase by expected gain, the largest first.
    /// - Parameters:
    ///   - findings: of a diagnosis.
    ///   - target: says which patterns have a switch.
    ///   - canChangeDatabase: Hone may change the database itself.
    public init(findings: [Finding], target: Target, canChangeDatabase: Bool) {
        let groups = Dictionary(grouping: findings, by: \.pattern)
        tasks = groups.map { pattern, findings in
            let knowledge = Pattern.of(pattern)
            let kind = Self.kind(of: pattern, target: target, canChangeDatabase: canChangeDatabase)
            let shares = findings.compactMap(\.estimate?.share)
            return Task(
                pattern: pattern, title: knowledge.title, kind: kind, findings: findings.map(\.id),
                severity: findings.map(\.severity).max() ?? .low,
                effortHours: findings.map(\.effortHours).max() ?? knowledge.effortHours,
                expectedGain: shares.isEmpty ? nil : min(1, shares.reduce(0, +)),
                basis: findings.compactMap(\.estimate?.basis).first
                    ?? "the evidence does not say how much; the trial measures it",
                risk: knowledge.risk, mitigation: knowledge.mitigation, verification: knowledge.verification,
                owner: kind == .manual ? "team" : "hone")
        }
        tasks.sort { Self.place(of: $0) < Self.place(of: $1) }
    }

    /// What changes the queries comes before the indices for them: an index for a query that goes helps nobody, and the
    /// query that comes may need another one.
    private static func place(of task: Task) -> (Int, Int, Double, PatternID) {
        (task.phase.rawValue, task.pattern == .eagerLoading ? 0 : 1, -(task.expectedGain ?? 0), task.pattern)
    }

    /// A pattern that the application has a switch for is switched; WAL and indices are done in the database itself.
    private static func kind(of pattern: PatternID, target: Target, canChangeDatabase: Bool) -> FixKind {
        if target.start != nil, target.switches[pattern] != nil { return .switch }
        if pattern == .connectionSettings { return target.start != nil && target.database != nil ? .preload : .manual }
        let inDatabase: Set<PatternID> = [.writeAheadLog, .indices]
        return inDatabase.contains(pattern) && canChangeDatabase ? .database : .manual
    }
}
