import HoneDatabase

extension PostgresAdvisorRun {
    /// Takes the candidate that saves most, measures those again that it touches, and so on until none saves enough.
    func choose(from candidates: [PostgresCandidate]) throws {
        var tried: [Tried] = []
        for (index, candidate) in candidates.enumerated() {
            if timeIsUp(for: .choosing) {
                notes.append(
                    "time was up: \(candidates.count - index) of \(candidates.count) candidates were not tried")
                break
            }
            try tell(
                "trying \(candidate.table) (\(candidate.columns.joined(separator: ", ")))",
                0.3 + 0.45 * Double(index) / Double(candidates.count))
            if let result = try attempt(candidate) { tried.append(result) }
        }
        while let at = best(of: tried) {
            var top = tried.remove(at: at)
            if isOutdated(top) {
                guard !timeIsUp(for: .choosing) else {
                    reject(top, "time was up before it could be measured beside those chosen")
                    continue
                }
                try tell("measuring again beside \(accepted.count) chosen", 0.78)
                guard let again = try attempt(top.candidate) else { continue }
                top = again
                if let rival = best(of: tried), tried[rival].saved > top.saved {
                    tried.append(top)
                    continue
                }
            }
            if let reason = objection(top) {
                reject(top, reason)
                continue
            }
            do {
                try accept(&top)
            } catch let error as PostgresError {
                reject(top, "it cannot be built: \(error.message)")
                continue
            }
            tried.removeAll { other in
                guard other.candidate.isCovered(by: top.candidate) else { return false }
                reject(other, "a chosen one begins with it")
                return true
            }
        }
        for left in tried { reject(left, "it saves nothing beside those chosen") }
    }

    private func accept(_ top: inout Tried) throws {
        let name = top.candidate.name(avoiding: takenNames)
        _ = try pair.build(top.candidate, name)
        for index in top.served.sorted() {
            guard let kind = try? pair.reordering(items[index]) else { continue }
            let statement = items[index].statement
            top.mayReorder.append(Reordering(sql: statement.sql, endpoints: statement.endpoints, kind: kind))
        }
        if top.penalty == nil { top.penalty = penalty(of: top.candidate) }
        try pair.settle(top.candidate, name)
        for narrower in accepted where narrower.tried.candidate.isCovered(by: top.candidate) {
            pair.remove(narrower.tried.candidate, narrower.name)
            pair.unsettle(narrower.tried.candidate, narrower.name)
            reject(narrower.tried, "a wider index that begins with it replaced it")
        }
        accepted.removeAll { $0.tried.candidate.isCovered(by: top.candidate) }
        accepted.append((name, top))
        history.append(top)
    }

    private func penalty(of candidate: PostgresCandidate) -> Double? {
        pair.microsecondsPerRow(candidate.table, columns: catalogue.tables[candidate.table]?.columns ?? [])
    }

    /// The place of the candidate that saves most. Of those on its table that save nearly as much, the one with the
    /// fewest columns.
    private func best(of tried: [Tried]) -> Int? {
        guard let top = tried.indices.max(by: { tried[$0].saved < tried[$1].saved }), tried[top].saved > 0 else {
            return nil
        }
        let margin = settings.minimumShareOfWidening * total
        let close = tried.indices.filter { index in
            tried[index].candidate.table == tried[top].candidate.table && tried[index].round == tried[top].round
                && tried[index].saved >= tried[top].saved - margin
        }
        return close.min { one, other in
            let (a, b) = (tried[one], tried[other])
            if a.candidate.columns.count != b.candidate.columns.count {
                return a.candidate.columns.count < b.candidate.columns.count
            }
            return a.saved > b.saved
        }
    }

    /// Why an index does not pay; nil when it does.
    private func objection(_ tried: Tried) -> String? {
        if tried.serves.isEmpty { return "no statement uses it" }
        if tried.saved < tried.servedBefore * settings.minimumShareOfServed {
            return tried.writeLoss > tried.saved
                ? "its writes cost what it saves" : "the statements it serves gain too little"
        }
        if tried.saved < total * settings.minimumShareOfWorkload { return "the workload gains too little" }
        if tried.saved < tried.servedCalls * settings.minimumMillisecondsPerCall { return "a call gains too little" }
        let widens = accepted.contains { $0.tried.candidate.isCovered(by: tried.candidate) }
        if widens, tried.saved < total * settings.minimumShareOfWidening { return "it adds little to a narrower one" }
        return nil
    }

    func reject(_ tried: Tried, _ reason: String) {
        rejected.append(
            RejectedCandidate(
                table: tried.candidate.table.description, columns: tried.candidate.columns,
                millisecondsSaved: tried.saved, reason: reason))
    }

    /// Builds a candidate on the trial copy, measures what it changes, and removes it again.
    /// - Returns: nil when it cannot be built, or no plan changes.
    private func attempt(_ candidate: PostgresCandidate) throws -> Tried? {
        let name = candidate.name(avoiding: takenNames)
        var tried = Tried(candidate: candidate, round: history.count)
        defer { pair.remove(candidate, name) }
        do {
            (tried.buildMilliseconds, tried.bytes) = try pair.build(candidate, name)
        } catch let error as PostgresError {
            reject(tried, "it cannot be built: \(error.message)")
            return nil
        }
        for (index, item) in items.enumerated() {
            try Task.checkCancellation()
            if timeIsUp(for: .choosing) {
                reject(tried, "time was up before all that it touches was measured")
                return nil
            }
            do {
                let plans = try pair.plans(item)
                let changed = plans.plain != plans.trial
                let pays = item.writes.contains(candidate.table)
                guard changed || pays else { continue }
                let cost = try pair.compare(item)
                let saved = (cost.plain - cost.trial) * item.statement.calls
                tried.saved += saved
                if pays { tried.writeLoss += max(0, -saved) }
                guard changed else { continue }
                tried.servedBefore += cost.plain * item.statement.calls
                tried.servedCalls += item.statement.calls
                tried.served.insert(index)
                tried.serves.append(measurement(item, cost, plans))
            } catch let error as PostgresError {
                reject(tried, "\(item.statement.sql): fails beside it: \(error.message)")
                return nil
            }
        }
        guard !tried.serves.isEmpty else { return nil }
        if tried.saved > 0, let calls = insertCalls[candidate.table] {
            tried.penalty = penalty(of: candidate)
            let loss = calls * (tried.penalty ?? 0) / 1000
            tried.writeLoss += loss
            tried.saved -= loss
        }
        return tried
    }

    func measurement(
        _ item: Item, _ cost: (plain: Double, trial: Double), _ plans: (plain: String, trial: String)
    ) -> StatementMeasurement {
        StatementMeasurement(
            sql: item.statement.sql, endpoints: item.statement.endpoints, calls: item.statement.calls,
            millisecondsBefore: cost.plain, millisecondsAfter: cost.trial, planBefore: plans.plain,
            planAfter: plans.trial, writes: !item.writes.isEmpty)
    }
}
