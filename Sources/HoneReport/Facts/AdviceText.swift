import HoneDatabase

extension AdvisedIndex {
    /// What the index would change, in a sentence.
    var effect: String {
        var text =
            "saves \(Numbers.milliseconds(millisecondsSaved)) over the workload, takes \(Numbers.bytes(Double(bytes)))"
        if writes.microsecondsPerRow > 0 {
            text += ", costs a write \(Numbers.milliseconds(writes.microsecondsPerRow / 1_000)) a row"
        }
        if !mayReorder.isEmpty {
            let count = mayReorder.count
            text += "; \(count) \(count == 1 ? "answer" : "answers") could come in another order or with other rows"
        }
        return text
    }
}

extension IndexAdvice {
    /// What all advised indices gain together, in a sentence.
    var line: String {
        guard !indexes.isEmpty else {
            return
                "No index pays: \(rejected.count) \(rejected.count == 1 ? "candidate was" : "candidates were") tried "
                + "on a copy of the database."
        }
        return "Measured on a copy of the database: all queries of the workload go from "
            + "\(Numbers.milliseconds(millisecondsBefore)) to \(Numbers.milliseconds(millisecondsAfter))."
    }
}
