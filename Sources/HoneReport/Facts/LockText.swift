import HoneAgent
import HoneDatabase

extension QueryEvidence {
    /// What was seen of transactions and locks, in a sentence each; none when nothing writes.
    var lockSentences: [String] {
        let requests = endpoints.reduce(0) { $0 + $1.requests }
        let sums = endpoints.reduce(into: (begun: 0, immediate: 0, upgrades: 0, alone: 0, open: 0)) { sums, row in
            sums.begun += row.use.deferred + row.use.immediate + row.use.exclusive
            sums.immediate += row.use.immediate + row.use.exclusive
            sums.upgrades += row.use.upgrades
            sums.alone += row.use.autocommits
            sums.open += row.use.leftOpen
        }
        var sentences: [String] = []
        if sums.begun + sums.alone > 0 {
            sentences.append(
                "In \(requests) requests one at a time: \(sums.begun) transactions begun, \(sums.immediate) of them "
                    + "with the write lock at once, \(sums.upgrades) turned from reading to writing, \(sums.open) left "
                    + "open; \(sums.alone) writes outside of any.")
        }
        if let contention { sentences.append(contention.sentence) }
        for log in logs where log.waiting > 0 {
            sentences.append(
                "The write-ahead log of \(log.path) had \(Numbers.bytes(Double(log.fileBytes))), with \(log.waiting) "
                    + "pages to be checkpointed.")
        }
        return sentences
    }
}

extension QueryEvidence.Contention {
    /// Who waited for whose lock.
    fileprivate var sentence: String {
        let held = seconds > 0 ? Double(use.writeNanoseconds) / 1e9 / seconds : 0
        return "With \(users) users for \(Numbers.short(seconds)) s: \(statements) statements, \(writes) writes over "
            + "\(use.writers) connections; \(use.waits) waited for a lock, "
            + "\(Numbers.milliseconds(Double(use.waitNanoseconds) / 1e6)) in all; \(use.refusals) were refused as "
            + "locked; the write lock was held \(Numbers.share(held)) of the time."
    }
}
