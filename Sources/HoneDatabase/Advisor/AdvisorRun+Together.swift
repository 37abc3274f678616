extension AdvisorRun {
    /// Tries what pays only together, or could not all be tried alone: for each statement that still costs something,
    /// the indexes that the planner takes when it may choose among all. Indexes that do nothing in such a set are
    /// left out afterwards by `dropWhatOthersReplace()`.
    func chooseTogether(_ candidates: Candidates, until part: Part) throws {
        let order = items.indices.sorted { costNow($0) > costNow($1) }
        var seen: Set<Set<Candidate>> = []
        for (place, index) in order.enumerated() {
            try Task.checkCancellation()
            guard let offered = candidates[index], pays(index) else { continue }
            if timeIsUp(for: part) {
                notes.append(
                    "time was up: what \(order.count - place) statements gain from several indexes was not tried")
                return
            }
            let held = Set(accepted.map(\.tried.candidate))
            let sets = finder.sets(
                items[index].statement.sql, items[index].demands, from: offered + held.filter { !offered.contains($0) })
            for wanted in sets where !timeIsUp(for: part) && pays(index) {
                let accepted = Set(accepted.map(\.tried.candidate))
                let new = wanted.filter { !accepted.contains($0) }
                guard !new.isEmpty, seen.insert(Set(new)).inserted else { continue }
                tell(
                    "trying \(new.map(\.words).joined(separator: ", "))",
                    0.2 + 0.5 * Double(place) / Double(order.count))
                try attemptTogether(new, for: index)
            }
        }
    }

    /// A statement costs enough to try for.
    private func pays(_ index: Int) -> Bool { costNow(index) >= totalNow * settings.minimumShareOfWorkload * 2 }

    /// - Parameter index: the place of the statement that they were chosen for.
    private func attemptTogether(_ candidates: [Candidate], for index: Int) throws {
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
        measure(&all, tables: Set(candidates.map(\.table)), first: index)
        let tables = Dictionary(grouping: candidates, by: \.table)
        var penalties: [String: Double] = [:]
        func penalty(_ table: String) -> Double {
            if let known = penalties[table] { return known }
            // What is there costs together; each is taken for its share.
            let found = tables[table].map { writePenalty($0[0]) / Double($0.count) } ?? 0
            penalties[table] = found
            return found
        }
        for (table, indexes) in tables {
            guard let calls = refusedInserts[table] else { continue }
            all.saved -= calls * penalty(table) * Double(indexes.count) / 1000
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
            built[place].tried.penalty = penalty(built[place].tried.candidate.table)
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
