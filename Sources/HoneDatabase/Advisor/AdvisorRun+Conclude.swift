extension AdvisorRun {
    /// Measures the whole workload once more: without any of the chosen indexes against all of them together.
    func conclude() throws -> IndexAdvice {
        for index in accepted { sides.unsettle(index.name) }
        var statements: [StatementMeasurement] = []
        for (index, item) in items.enumerated() {
            tell("measuring all together", 0.9 + 0.1 * Double(index) / Double(items.count))
            let plans = try sides.plans(item)
            let isTouched =
                plans.plain != plans.trial
                || accepted.contains { item.profile.writes.contains($0.tried.candidate.table) }
            let cost = isTouched ? try sides.compare(item) : (item.baseline, item.baseline)
            statements.append(measurement(item, cost, plans))
        }
        var before = statements.reduce(0) { $0 + $1.millisecondsBefore * $1.calls }
        var after = statements.reduce(0) { $0 + $1.millisecondsAfter * $1.calls }
        for (table, calls) in refusedInserts {
            let paid = accepted.filter { $0.tried.candidate.table == table }.reduce(0) { $0 + $1.tried.penalty }
            after += calls * paid / 1000
        }
        var advised = accepted
        if after > before * (1 - settings.minimumShareOfWorkload), !accepted.isEmpty {
            notes.append(
                "each of \(accepted.map(\.name).joined(separator: ", ")) was faster when tried, but all together are not: "
                    + "none is advised")
            advised = []
            statements = statements.map { measured in
                var unchanged = measured
                unchanged.millisecondsAfter = measured.millisecondsBefore
                unchanged.planAfter = measured.planBefore
                return unchanged
            }
            before = statements.reduce(0) { $0 + $1.millisecondsBefore * $1.calls }
            after = before
        }
        return IndexAdvice(
            indexes: advised.map(describe).sorted { $0.millisecondsSaved > $1.millisecondsSaved },
            statements: statements, millisecondsBefore: before, millisecondsAfter: after,
            endpoints: endpoints(statements), rejected: rejected, skipped: skipped, notes: notes, seconds: 0)
    }

    private func describe(_ chosen: (name: String, tried: Tried)) -> AdvisedIndex {
        let (name, tried) = chosen
        let candidate = tried.candidate
        let supersedes = inspection.indexes.filter { index in
            index.origin == .explicit && !index.isUnique && !index.isPartial && !index.columns.contains(nil)
                && Candidate(table: index.table, columns: index.columns.compactMap { $0 }).isPrefix(of: candidate)
        }
        return AdvisedIndex(
            name: name, table: candidate.table, columns: candidate.columns,
            createSQL: createIndex(name, on: candidate.table, candidate.columns),
            dropSQL: "DROP INDEX IF EXISTS \(quoted(name))", bytes: tried.bytes,
            buildMilliseconds: tried.buildMilliseconds, millisecondsSaved: tried.saved,
            writes: WritePenalty(microsecondsPerRow: tried.penalty, workloadMilliseconds: tried.writeLoss),
            serves: tried.serves, mayReorder: tried.mayReorder, supersedes: supersedes.map(\.name))
    }

    private func endpoints(_ statements: [StatementMeasurement]) -> [EndpointMeasurement] {
        var sums: [String: (before: Double, after: Double)] = [:]
        for statement in statements {
            // Calls of a statement that several endpoints share are divided among them evenly: which made how many is
            // not in a workload.
            let share = statement.calls / Double(max(1, statement.endpoints.count))
            for endpoint in statement.endpoints {
                sums[endpoint, default: (0, 0)].before += statement.millisecondsBefore * share
                sums[endpoint, default: (0, 0)].after += statement.millisecondsAfter * share
            }
        }
        return sums.keys.sorted().map { endpoint in
            let sum = sums[endpoint] ?? (0, 0)
            return EndpointMeasurement(
                endpoint: endpoint, millisecondsBefore: sum.before, millisecondsAfter: sum.after)
        }
    }
}
