extension AdvisorRun {
    /// Tries what pays only together, or could not all be tried alone: for each statement that still costs something, the
    /// indexes that the planner takes when it may choose among all. Indexes that do nothing in such a set are
    /// left out afterwards by `dropWhatOthersReplace()`.
    func chooseTogether(_ candidates: Candidates, until part: Part) throws {
        let order = items.indices.sorted { costNow($0) > costNow($1) }
        var seen: Set<Set<Candidate>> = []
        for (place, index) in order.enumerated() {
            try Task.checkCancellation()
            guard let offered = candidates[index], costNow(index) >= totalNow * settings.minimumShareOfWidening
            else { continue }
            if timeIsUp(for: part) {
                notes.append(
                    "time was up: what \(order.count - place) statements gain from several indexes was not tried")
                return
            }
            let held = Set(accepted.map(\.tried.candidate))
            let wanted = finder.chosen(
                items[index].statement.sql, items[index].demands, from: offered + held.filter { !offered.contains($0) })
            let new = wanted.filter { !held.contains($0) }
            guard !new.isEmpty, seen.insert(Set(new)).inserted else { continue }
            tell("trying \(new.map(\.words).joined(separator: ", "))", 0.2 + 0.5 * Double(place) / Double(order.count))
            try attemptTogether(new)
        }
    }

    private func attemptTogether(_ candidates: [Candidate]) throws {
        var built: [(name: String, tried: Tried)] = []
        var taken = takenNames
        func giveUp() { for one in built { sides.remove(one.name) } }
        for candidate in candidates {
            let name = candidate.name(avoiding: taken)
            taken.insert(name)
            var tried = Tried(candidate: candidate, round: accepted.count)
            do {
                (tried.buildMilliseconds, tried.bytes) = try sides.build(candidate, name)
            } catch {
                reject(tried, "it cannot be built: \((error as? SQLiteError)?.message ?? "\(error)")")
                return giveUp()
            }
            built.append((name, tried))
        }
        var all = Tried(candidate: candidates[0], round: accepted.count)
        measure(&all, tables: Set(candidates.map(\.table)))
        for candidate in Set(candidates.map(\.table)).compactMap({ table in candidates.first { $0.table == table } }) {
            guard let calls = refusedInserts[candidate.table] else { continue }
            all.saved -= calls * writePenalty(candidate) / 1000
        }
        guard objection(all) == nil else { return giveUp() }
        for place in built.indices {
            let name = built[place].name
            // What the set gains, shared evenly until each is left out once.
            built[place].tried.saved = all.saved / Double(built.count)
            built[place].tried.serves = all.serves.filter { $0.planAfter.contains(name) }
            built[place].tried.served = Set(
                all.served.filter { index in
                    all.serves.contains { $0.sql == items[index].statement.sql && $0.planAfter.contains(name) }
                })
            built[place].tried.servedCalls = built[place].tried.serves.reduce(0) { $0 + $1.calls }
            built[place].tried.isOfSet = true
            try lookCloser(&built[place].tried)
            if let calls = refusedInserts[built[place].tried.candidate.table] {
                built[place].tried.insertLoss = calls * built[place].tried.penalty / 1000
            }
        }
        for one in built {
            try sides.settle(one.tried.candidate, one.name)
            accepted.append(one)
        }
        forgetPlainTimes(beside: all.trials)
    }
}
