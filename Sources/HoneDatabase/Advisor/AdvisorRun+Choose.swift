extension AdvisorRun {
    /// Takes the candidate that saves most, measures the others beside it, and so on until none saves enough.
    ///
    /// An index rarely saves more once others are there than it did alone, so that only those at the top of the last
    /// measurement need measuring again (lazy greedy: Minoux, Accelerated greedy algorithms for maximizing submodular
    /// set functions, 1978).
    func choose(from candidates: [Candidate]) throws {
        var tried: [Tried] = []
        for (index, candidate) in candidates.enumerated() {
            try Task.checkCancellation()
            if timeIsUp(for: .choosing) {
                notes.append(
                    "time was up: \(candidates.count - index) of \(candidates.count) candidates were not tried")
                break
            }
            tell(
                "trying \(candidate.words)",
                0.2 + 0.5 * Double(index) / Double(candidates.count))
            if let result = attempt(candidate) { tried.append(result) }
        }
        // Every candidate against the same time without it, now that this has been measured many times.
        for index in tried.indices {
            let (one, calls) = (tried[index], items.map(\.statement.calls))
            tried[index].saved =
                one.trials.reduce(0) { $0 + ((plainTimes[$1.key] ?? $1.value) - $1.value) * calls[$1.key] }
                - one.insertLoss
        }
        while let at = best(of: tried) {
            var top = tried.remove(at: at)
            if accepted.dropFirst(top.round).contains(where: { $0.tried.touches(top) }) {
                guard !timeIsUp(for: .choosing) else {
                    reject(top, "time was up before it could be measured beside those chosen")
                    continue
                }
                tell("measuring again beside \(accepted.count) chosen", 0.7 + 0.02 * Double(min(accepted.count, 10)))
                try Task.checkCancellation()
                guard let again = attempt(top.candidate) else { continue }
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
            let name = top.candidate.name(avoiding: takenNames)
            _ = try sides.build(top.candidate, name)
            top.penalty = writePenalty(top.candidate)
            try sides.settle(top.candidate, name)
            for narrower in accepted
            where !replaced.contains(narrower.name)
                && narrower.tried.candidate.isPrefix(of: top.candidate)
            {
                replaced.insert(narrower.name)
                sides.remove(narrower.name)
                sides.unsettle(narrower.name)
                reject(narrower.tried, "a wider index that begins with it replaced it")
            }
            // Replaced ones stay in the list until the end, so that rounds go on counting.
            accepted.append((name, top))
            forgetPlainTimes(beside: top.trials)
            tried.removeAll { other in
                guard other.candidate.isPrefix(of: top.candidate) else { return false }
                reject(other, "\(name) begins with it")
                return true
            }
        }
        accepted.removeAll { replaced.contains($0.name) }
        for left in tried { reject(left, "it saves nothing beside those chosen") }
    }

    /// The place of the candidate that saves most. Of those on its table that save nearly as much, the one with the
    /// fewest columns.
    private func best(of tried: [Tried]) -> Int? {
        guard let top = tried.indices.max(by: { tried[$0].saved < tried[$1].saved }), tried[top].saved > 0 else {
            return nil
        }
        let close = tried.indices.filter { index in
            tried[index].candidate.table == tried[top].candidate.table && tried[index].round == tried[top].round
                && tried[index].saved >= tried[top].saved - settings.minimumShareOfWidening * totalNow
        }
        return close.min { one, other in
            let (a, b) = (tried[one], tried[other])
            if a.candidate.columns.count != b.candidate.columns.count {
                return a.candidate.columns.count < b.candidate.columns.count
            }
            // One that holds fewer rows is worth as much less as what it cannot serve, which nobody knows.
            if (a.candidate.filter == nil) != (b.candidate.filter == nil) { return a.candidate.filter == nil }
            return a.saved > b.saved
        }
    }

    /// After an index was accepted: what a slow statement takes beside it is known from its trial; what a fast one
    /// takes is measured again, since noise is larger than what it gains.
    func forgetPlainTimes(beside trials: [Int: Double]) {
        for (index, time) in trials {
            plainTimes[index] = time
            timesNow[index] = time
        }
        plainTimes = plainTimes.filter { $0.value > SideBySide.slow }
    }

    /// Why an index does not pay; nil when it does.
    func objection(_ tried: Tried) -> String? {
        if tried.serves.isEmpty { return "no statement uses it" }
        if tried.saved < tried.servedBefore * settings.minimumShareOfServed {
            return tried.writeLoss > tried.saved
                ? "its writes cost what it saves" : "the statements it serves gain too little"
        }
        if tried.saved < totalNow * settings.minimumShareOfWorkload { return "the workload gains too little" }
        if tried.saved < tried.servedCalls * settings.minimumMillisecondsPerCall { return "a call gains too little" }
        let widens = accepted.contains {
            !replaced.contains($0.name) && $0.tried.candidate.isPrefix(of: tried.candidate)
        }
        if widens, tried.saved < totalNow * settings.minimumShareOfWidening {
            return "it adds little to a narrower one"
        }
        return nil
    }

    func reject(_ tried: Tried, _ reason: String) {
        rejected.append(
            RejectedCandidate(
                table: tried.candidate.table, columns: tried.candidate.columns, filter: tried.candidate.filter,
                millisecondsSaved: tried.saved,
                reason: reason))
    }

    /// Builds a candidate on the trial copy, measures what it changes, and removes it again.
    /// - Returns: nil when it cannot be built, or no plan changes.
    private func attempt(_ candidate: Candidate) -> Tried? {
        let name = candidate.name(avoiding: takenNames)
        var tried = Tried(candidate: candidate, round: accepted.count)
        defer { sides.remove(name) }
        do {
            (tried.buildMilliseconds, tried.bytes) = try sides.build(candidate, name)
        } catch {
            reject(tried, "it cannot be built: \((error as? SQLiteError)?.message ?? "\(error)")")
            return nil
        }
        measure(&tried, tables: [candidate.table])
        guard !tried.serves.isEmpty else { return nil }
        if tried.saved > 0, let calls = refusedInserts[candidate.table] {
            tried.penalty = writePenalty(candidate)
            tried.insertLoss = calls * tried.penalty / 1000
            tried.writeLoss += tried.insertLoss
            tried.saved -= tried.insertLoss
        }
        return tried
    }

    /// Measures every statement that what is new on the trial copy may change, until it is clear that it does not pay.
    /// - Parameters:
    ///   - tables: those that have something new; whoever writes to them pays.
    ///   - first: the place of the statement that it was made for, when it is for one: unless that gains, nothing else
    ///     is measured.
    func measure(_ tried: inout Tried, tables: Set<String>, first: Int? = nil) {
        var touched: [(index: Int, plans: (plain: String, trial: String), possible: Double)] = []
        for (index, item) in items.enumerated() {
            do {
                let plans = try sides.plans(item)
                let changed = plans.plain != plans.trial
                guard changed || !item.profile.writes.isDisjoint(with: tables) else { continue }
                touched.append((index, plans, changed ? costNow(index) : 0))
            } catch {
                notes.append("\(item.statement.sql): cannot be planned beside \(tried.candidate.words): \(error)")
            }
        }
        var possible = touched.reduce(0) { $0 + $1.possible }
        let enough = totalNow * settings.minimumShareOfWorkload
        touched.sort { $0.possible > $1.possible }
        if let first {
            guard let place = touched.firstIndex(where: { $0.index == first }) else { return }
            touched.insert(touched.remove(at: place), at: 0)
        }
        for (place, (index, plans, most)) in touched.enumerated() {
            if first != nil, place == 1, tried.saved < enough { break }
            guard tried.saved + possible >= enough else { break }
            possible -= most
            let item = items[index]
            do {
                let cost = try sides.compare(item, knowing: plainTimes[index])
                plainTimes[index] = min(plainTimes[index] ?? cost.plain, cost.plain)
                tried.trials[index] = cost.trial
                let saved = (cost.plain - cost.trial) * item.statement.calls
                tried.saved += saved
                if !item.profile.writes.isDisjoint(with: tables) { tried.writeLoss += max(0, -saved) }
                guard plans.plain != plans.trial else { continue }
                tried.servedBefore += cost.plain * item.statement.calls
                tried.servedCalls += item.statement.calls
                tried.served.insert(index)
                tried.serves.append(measurement(item, cost, plans))
            } catch {
                notes.append("\(item.statement.sql): failed beside \(tried.candidate.words): \(error)")
            }
        }
    }

    /// What a row costs more to write with what is new on the trial copy, microseconds.
    func writePenalty(_ candidate: Candidate) -> Double {
        guard let table = inspection.tables.first(where: { $0.name == candidate.table }) else { return 0 }
        return max(0, WriteProbe(table).microsecondsPerRow(sides))
    }

    func measurement(
        _ item: Item, _ cost: (plain: Double, trial: Double), _ plans: (plain: String, trial: String)
    ) -> StatementMeasurement {
        StatementMeasurement(
            sql: item.statement.sql, endpoints: item.statement.endpoints, calls: item.statement.calls,
            callsPerMinute: minutes.map { item.statement.calls / $0 },
            millisecondsBefore: cost.plain, millisecondsAfter: cost.trial, planBefore: plans.plain,
            planAfter: plans.trial, writes: item.writes)
    }
}
