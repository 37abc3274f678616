extension AdvisorRun {
    /// Tries to do without indexes that are there: those that no plan uses, and those whose columns another one begins
    /// with. Each is taken out of the trial copy; it may go when no statement gets slower. Never tried: what keeps rows
    /// unique, primary keys, and an unused index that a foreign key is looked up by.
    func dropExisting() throws {
        let used = Set(
            (items.map(\.statement.sql) + unexecuted).compactMap { sides.trialPlan($0)?.indexes }.joined())
        for index in inspection.indexes where index.origin == .explicit && !index.isUnique {
            guard !timeIsUp(for: .dropping) else {
                notes.append("time was up: not every index that is there was tried to be left out")
                return
            }
            try Task.checkCancellation()
            let (key, createSQL) = try sides.description(ofIndex: index.name)
            let reason: AdvisedDrop.Reason
            if let other = try wider(than: index, key) {
                reason = .redundant(with: other)
            } else if !used.contains(index.name), !(try servesForeignKey(index)) {
                reason = .unused
            } else {
                continue
            }
            tell("trying without \(index.name)", 0.85)
            if let drop = try attemptDrop(index, reason, createSQL) { drops.append(drop) }
        }
    }

    /// An index that begins with the same columns, in the same order and collation, and holds every row.
    private func wider(than index: DatabaseInspection.Index, _ key: [String]) throws -> String? {
        guard !index.columns.contains(nil) else { return nil }
        let gone = Set(drops.map(\.name))
        let others =
            inspection.indexes.filter {
                $0.table == index.table && $0.name != index.name && !$0.isPartial && !$0.columns.contains(nil)
                    && !gone.contains($0.name)
            }.map(\.name)
            + accepted.filter { $0.tried.candidate.table == index.table && $0.tried.candidate.filter == nil }.map(
                \.name)
        return try others.first { name in
            let other = try sides.description(ofIndex: name).key
            return other.count >= key.count && Array(other.prefix(key.count)) == key
        }
    }

    private func servesForeignKey(_ index: DatabaseInspection.Index) throws -> Bool {
        guard let first = index.columns.first, let column = first else { return false }
        return try sides.foreignKeyColumns(of: index.table).contains(column)
    }

    private func attemptDrop(
        _ index: DatabaseInspection.Index, _ reason: AdvisedDrop.Reason, _ createSQL: String
    ) throws -> AdvisedDrop? {
        let bytes = try sides.drop(index.name)
        var saved = 0.0
        var slower: String?
        for item in items {
            // A statement that names the index fails without it.
            guard let plans = try? sides.plans(item) else {
                slower = item.statement.sql
                break
            }
            guard plans.plain != plans.trial || item.profile.writes.contains(index.table) else { continue }
            var cost = try sides.compare(item)
            if isSlower(cost) { cost = try sides.compare(item) }
            if isSlower(cost) {
                slower = item.statement.sql
                break
            }
            saved += (cost.plain - cost.trial) * item.statement.calls
        }
        if slower == nil, unexecuted.contains(where: { sides.plainPlan($0) != nil && sides.trialPlan($0) == nil }) {
            slower = "a statement that names it"
        }
        guard slower == nil else {
            try sides.restore(createSQL)
            return nil
        }
        let table = inspection.tables.first { $0.name == index.table }
        let perRow = table.map { -WriteProbe($0).microsecondsPerRow(sides) } ?? 0
        return AdvisedDrop(
            name: index.name, table: index.table, dropSQL: "DROP INDEX \(quoted(index.name))", createSQL: createSQL,
            reason: reason, bytes: bytes, microsecondsPerRow: max(0, perRow), millisecondsSaved: saved)
    }

    private func isSlower(_ cost: (plain: Double, trial: Double)) -> Bool {
        cost.trial > cost.plain * (1 + settings.toleranceOfDrop)
            && cost.trial > cost.plain + settings.minimumMillisecondsPerCall
    }
}
