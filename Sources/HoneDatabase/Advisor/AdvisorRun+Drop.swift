extension AdvisorRun {
    /// Takes out every chosen index that those chosen after it have made superfluous: what was best at first may serve
    /// nothing any more. Each is removed from the trial copy, and what the statements lose by it is measured.
    func dropWhatOthersReplace() throws {
        for chosen in accepted where accepted.count > 1 {
            guard !timeIsUp(for: .leavingOut) else {
                notes.append("time was up: not every index was measured without it beside the others")
                return
            }
            try Task.checkCancellation()
            tell("trying without \(chosen.name)", 0.75)
            sides.remove(chosen.name)
            var lost = 0.0
            var served = 0.0
            var serves: [StatementMeasurement] = []
            var without: [Int: Double] = [:]
            for (index, item) in items.enumerated() {
                let plans = try sides.plans(item)
                let changed = plans.plain != plans.trial
                guard changed || item.profile.writes.contains(chosen.tried.candidate.table) else { continue }
                // Here the plain copy is the one with the index.
                let cost = try sides.without(
                    item, enough: 2 * totalNow * settings.minimumShareOfWorkload / max(item.statement.calls, 1e-9))
                lost += (cost.trial - cost.plain) * item.statement.calls
                without[index] = cost.trial
                guard changed else { continue }
                served += cost.trial * item.statement.calls
                serves.append(measurement(item, (cost.trial, cost.plain), (plans.trial, plans.plain)))
            }
            lost -= chosen.tried.insertLoss
            let isNeeded =
                lost >= served * settings.minimumShareOfServed && lost >= totalNow * settings.minimumShareOfWorkload
            guard let place = accepted.firstIndex(where: { $0.name == chosen.name }) else { continue }
            if isNeeded {
                _ = try sides.build(chosen.tried.candidate, chosen.name)
                // Of one that came in a set only a share of what the set gained was known.
                if chosen.tried.isOfSet {
                    accepted[place].tried.saved = max(lost, chosen.tried.saved)
                    accepted[place].tried.serves = serves
                    accepted[place].tried.servedCalls = serves.reduce(0) { $0 + $1.calls }
                }
            } else {
                sides.unsettle(chosen.name)
                accepted.remove(at: place)
                plainTimes = [:]
                for (index, time) in without { timesNow[index] = time }
                reject(chosen.tried, "the indexes chosen after it do its work")
            }
        }
    }
}
