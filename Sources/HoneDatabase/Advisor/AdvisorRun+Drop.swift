extension AdvisorRun {
    /// Takes out every chosen index that those chosen after it have made superfluous: what was best at first may serve
    /// nothing any more. Each is removed from the trial copy, and what the statements lose by it is measured.
    func dropWhatOthersReplace() throws {
        for chosen in accepted where accepted.count > 1 {
            guard !timeIsUp else { return }
            tell("trying without \(chosen.name)", 0.85)
            sides.remove(chosen.name)
            var lost = 0.0
            var served = 0.0
            for item in items {
                let plans = try sides.plans(item)
                guard plans.plain != plans.trial || item.profile.writes.contains(chosen.tried.candidate.table) else {
                    continue
                }
                // Here the plain copy is the one with the index.
                let cost = try sides.compare(item)
                lost += (cost.trial - cost.plain) * item.statement.calls
                if plans.plain != plans.trial { served += cost.trial * item.statement.calls }
            }
            lost -= chosen.tried.insertLoss
            let isNeeded =
                lost >= served * settings.minimumShareOfServed && lost >= total * settings.minimumShareOfWorkload
            if isNeeded {
                _ = try sides.build(chosen.tried.candidate, chosen.name)
            } else {
                sides.unsettle(chosen.name)
                accepted.removeAll { $0.name == chosen.name }
                reject(chosen.tried, "the indexes chosen after it do its work")
            }
        }
    }
}
