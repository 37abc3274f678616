import HoneDatabase

extension IndexAdvice {
    /// The advice as SQL that the sqlite3 shell reads: indexes are made; those that could go stand in comments, since
    /// no recording holds everything that an app asks.
    public var script: String {
        var lines = indexes.map { "\($0.createSQL);" }
        for drop in drops {
            lines.append(
                "-- \(drop.why); without it the database is \(Numbers.bytes(Double(drop.bytes))) smaller:"
                    .replacingLineBreaks)
            lines.append("-- \(drop.dropSQL);".replacingLineBreaks)
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension AdvisedDrop {
    /// Why it can go, in a sentence without its end.
    var why: String {
        switch reason {
        case .unused: "no recorded statement uses \(name)"
        case .redundant(let other): "\(other) begins with the columns of \(name)"
        }
    }

    /// What is gained without it.
    var effect: String {
        var text = "frees \(Numbers.bytes(Double(bytes)))"
        if microsecondsPerRow >= 0.05 {
            text += ", a row that is inserted takes \(Numbers.milliseconds(microsecondsPerRow / 1_000)) less"
        }
        return text
    }
}

extension String {
    // A name may hold a line break, which would end the comment.
    fileprivate var replacingLineBreaks: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
