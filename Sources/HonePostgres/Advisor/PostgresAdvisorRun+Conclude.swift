import HoneDatabase

extension PostgresAdvisorRun {
    /// Measures the whole workload once more: without any of the chosen indexes against all of them together.
    func conclude() throws -> IndexAdvice {
        for index in accepted { pair.unsettle(index.tried.candidate, index.name) }
        var statements: [StatementMeasurement] = []
        for (index, item) in items.enumerated() {
            try tell("measuring all together", 0.9 + 0.1 * Double(index) / Double(items.count))
            do {
                let plans = try pair.plans(item)
                let isTouched =
                    plans.plain != plans.trial || accepted.contains { item.writes.contains($0.tried.candidate.table) }
                let time = max(0.02, secondsLeft(for: .conclusion) / Double(items.count - index))
                let cost = isTouched ? try pair.compare(item, within: time) : (item.baseline, item.baseline)
                statements.append(measurement(item, cost, plans))
            } catch let error as PostgresError {
                notes.append("not measured at the end: \(item.statement.sql): \(error.message)")
            }
        }
        var before = statements.reduce(0) { $0 + $1.millisecondsBefore * $1.calls }
        var after = statements.reduce(0) { $0 + $1.millisecondsAfter * $1.calls }
        for (table, calls) in insertCalls {
            let paid = accepted.filter { $0.tried.candidate.table == table }
                .reduce(0) { $0 + ($1.tried.penalty ?? 0) }
            after += calls * paid / 1000
        }
        if after > before * (1 - settings.minimumShareOfWorkload), !accepted.isEmpty {
            notes.append(
                "each of \(accepted.map(\.name).joined(separator: ", ")) was faster when tried, but all together are not: "
                    + "none is advised")
            accepted = []
            for index in statements.indices {
                statements[index].millisecondsAfter = statements[index].millisecondsBefore
                statements[index].planAfter = statements[index].planBefore
            }
            before = statements.reduce(0) { $0 + $1.millisecondsBefore * $1.calls }
            after = before
        }
        if accepted.contains(where: { $0.tried.penalty == nil }) {
            notes.append(
                "what an index costs each written row could not be measured: that takes a superuser, who may switch "
                    + "triggers off, and is shown as 0")
        }
        return IndexAdvice(
            indexes: accepted.map(describe).sorted { $0.millisecondsSaved > $1.millisecondsSaved },
            statements: statements, millisecondsBefore: before, millisecondsAfter: after,
            endpoints: endpoints(statements), rejected: rejected, skipped: skipped, notes: notes, seconds: 0)
    }

    private func describe(_ chosen: (name: String, tried: Tried)) -> AdvisedIndex {
        let (name, tried) = chosen
        let candidate = tried.candidate
        // Without a lock that keeps writers out; PostgreSQL cannot on a partitioned table.
        let isConcurrent = catalogue.tables[candidate.table]?.isPartitioned != true
        let supersedes = catalogue.indexes.filter { index in
            index.table == candidate.table && index.isBTree && !index.isUnique && !index.isPartial
                && !index.keys.isEmpty
                && PostgresCandidate(
                    index.table, index.keys.map { .init(column: $0, isDescending: index.descending.contains($0)) },
                    included: index.included
                ).isCovered(by: candidate)
        }
        return AdvisedIndex(
            name: name, table: candidate.table.description,
            columns: candidate.keys.map(\.column) + candidate.included.map { "INCLUDE \($0)" },
            descending: candidate.keys.filter(\.isDescending).map(\.column),
            createSQL: candidate.createSQL(name, isConcurrent: isConcurrent),
            dropSQL: "DROP INDEX \(isConcurrent ? "CONCURRENTLY " : "")IF EXISTS "
                + PostgresTable(schema: candidate.table.schema, name: name).sql,
            bytes: tried.bytes, buildMilliseconds: tried.buildMilliseconds, millisecondsSaved: tried.saved,
            millisecondsSavedPerCall: tried.servedCalls > 0 ? tried.saved / tried.servedCalls : 0,
            endpoints: endpoints(tried.serves),
            writes: WritePenalty(microsecondsPerRow: tried.penalty ?? 0, workloadMilliseconds: tried.writeLoss),
            serves: tried.serves, mayReorder: tried.mayReorder, supersedes: supersedes.map(\.name))
    }

    private func endpoints(_ statements: [StatementMeasurement]) -> [EndpointMeasurement] {
        var sums: [String: (before: Double, after: Double)] = [:]
        for statement in statements {
            // Which of several endpoints made how many of the calls is not in a workload.
            let share = statement.calls / Double(max(1, statement.endpoints.count))
            for endpoint in statement.endpoints {
                sums[endpoint, default: (0, 0)].before += statement.millisecondsBefore * share
                sums[endpoint, default: (0, 0)].after += statement.millisecondsAfter * share
            }
        }
        return sums.sorted { $0.key < $1.key }.map { endpoint, sum in
            EndpointMeasurement(endpoint: endpoint, millisecondsBefore: sum.before, millisecondsAfter: sum.after)
        }
    }
}
