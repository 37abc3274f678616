extension AdvisorRun {
    /// The workload before and after, measured.
    private struct Confirmation {
        var statements: [StatementMeasurement] = []
        var before = 0.0
        var after = 0.0
    }

    /// Measures the whole workload once more, as it was found against all advice together, and takes advice back until
    /// the workload is faster with it.
    func conclude() throws -> IndexAdvice {
        for index in accepted { sides.unsettle(index.name) }
        var confirmed = try confirm()
        while !accepted.isEmpty, confirmed.after > confirmed.before * (1 - settings.minimumShareOfWorkload) {
            let isLate = timeIsUp(for: .conclusion)
            let least = accepted.min { $0.tried.saved < $1.tried.saved }
            for one in accepted where isLate || one.name == least?.name {
                notes.append("\(one.name) was faster when tried, but the whole workload is not: it is not advised")
                sides.remove(one.name)
                reject(one.tried, "the whole workload is not faster with it")
            }
            let gone = Set(
                accepted.filter { isLate || $0.name == least?.name }.map(\.tried.candidate.table))
            accepted.removeAll { isLate || $0.name == least?.name }
            try restoreDropsThatRelied(onIndexesOf: gone)
            confirmed = try confirm()
        }
        if accepted.isEmpty, confirmed.after > confirmed.before * (1 + settings.minimumShareOfWorkload), !drops.isEmpty
        {
            notes.append(
                "the workload was slower without \(drops.map(\.name).joined(separator: ", ")): none is to be dropped")
            for drop in drops { try sides.restore(drop.createSQL) }
            drops = []
            confirmed = try confirm()
        }
        for statement in confirmed.statements
        where statement.millisecondsAfter > statement.millisecondsBefore * 1.2
            && statement.millisecondsAfter > statement.millisecondsBefore + settings.minimumMillisecondsPerCall
        {
            notes.append("slower by what the others gain: \(statement.sql)")
        }
        try findReorderings()
        return IndexAdvice(
            indexes: accepted.map(describe).sorted { $0.millisecondsSaved > $1.millisecondsSaved }, drops: drops,
            statements: confirmed.statements, millisecondsBefore: confirmed.before, millisecondsAfter: confirmed.after,
            endpoints: endpoints(confirmed.statements), rejected: rejected, skipped: skipped, notes: notes, seconds: 0)
    }

    /// Whose rows come in another order with all advice than as it was found.
    private func findReorderings() throws {
        for index in Set(accepted.flatMap(\.tried.served)).sorted() {
            guard let kind = try sides.reordering(items[index]) else { continue }
            let statement = items[index].statement
            for place in accepted.indices where accepted[place].tried.served.contains(index) {
                accepted[place].tried.mayReorder.append(
                    Reordering(sql: statement.sql, endpoints: statement.endpoints, kind: kind))
            }
        }
    }

    private func confirm() throws -> Confirmation {
        var result = Confirmation()
        let tables = Set(accepted.map(\.tried.candidate.table) + drops.map(\.table))
        for (index, item) in items.enumerated() {
            try Task.checkCancellation()
            tell("measuring all together", 0.9 + 0.1 * Double(index) / Double(items.count))
            let plans = try sides.plans(item)
            let isTouched = plans.plain != plans.trial || !item.profile.writes.isDisjoint(with: tables)
            let cost = isTouched ? try confirm(item, left: items.count - index) : (item.baseline, item.baseline)
            result.statements.append(measurement(item, cost, plans))
        }
        result.before = result.statements.reduce(0) { $0 + $1.millisecondsBefore * $1.calls }
        result.after = result.statements.reduce(0) { $0 + $1.millisecondsAfter * $1.calls }
        for (table, calls) in refusedInserts {
            let paid = accepted.filter { $0.tried.candidate.table == table }.reduce(0) { $0 + $1.tried.penalty }
            let spared = drops.filter { $0.table == table }.reduce(0) { $0 + $1.microsecondsPerRow }
            result.after += calls * (paid - spared) / 1000
        }
        return result
    }

    /// One statement before and after. One that is known to be very slow is not executed again as it was.
    private func confirm(_ item: Item, left: Int) throws -> (plain: Double, trial: Double) {
        guard item.baseline > SideBySide.verySlow else {
            return try sides.compare(item, within: max(0.02, secondsLeft(for: .conclusion) / Double(left)))
        }
        return try sides.compare(item, knowing: item.baseline)
    }

    /// An index that was to go because an advised one begins with its columns, or may have taken its place, stays when
    /// that one is not advised.
    private func restoreDropsThatRelied(onIndexesOf tables: Set<String>) throws {
        let names = Set(accepted.map(\.name) + inspection.indexes.map(\.name))
        for drop in drops {
            switch drop.reason {
            case .redundant(let other): guard !names.contains(other) else { continue }
            case .unused: guard tables.contains(drop.table) else { continue }
            }
            try sides.restore(drop.createSQL)
            drops.removeAll { $0.name == drop.name }
        }
    }

    private func describe(_ chosen: (name: String, tried: Tried)) -> AdvisedIndex {
        let (name, tried) = chosen
        let candidate = tried.candidate
        let supersedes = inspection.indexes.filter { index in
            index.origin == .explicit && !index.isUnique && !index.isPartial && !index.columns.contains(nil)
                && Candidate(table: index.table, columns: index.columns.compactMap { $0 }).isPrefix(of: candidate)
        }
        let calls = tried.serves.reduce(0) { $0 + $1.calls }
        return AdvisedIndex(
            name: name, table: candidate.table, columns: candidate.columns,
            descending: candidate.descending.sorted().map { candidate.columns[$0] }, filter: candidate.filter,
            createSQL: candidate.createSQL(name), dropSQL: "DROP INDEX IF EXISTS \(quoted(name))", bytes: tried.bytes,
            buildMilliseconds: tried.buildMilliseconds, millisecondsSaved: tried.saved,
            millisecondsSavedPerCall: calls > 0 ? tried.saved / calls : 0, endpoints: endpoints(tried.serves),
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
