/// The load's level over time, as straight pieces: who is active when, and when arrivals come, by calculation alone.
struct Profile: Sendable, Equatable {
    struct Piece: Sendable, Equatable {
        /// Nanoseconds from the start of the run.
        let start: Double
        let length: Double
        let from: Double
        let to: Double
        /// The integral of the level before the piece, level × seconds.
        let before: Double

        var area: Double { (from + to) / 2 * length / 1e9 }
    }

    private(set) var pieces: [Piece] = []
    /// Nanoseconds of all pieces.
    private(set) var length = 0.0

    init(_ load: Scenario.Load) {
        var level = 0.0
        var area = 0.0
        func add(_ seconds: Double, to next: Double, _ pieces: inout [Piece], _ length: inout Double) {
            guard seconds > 0 else { return }
            let piece = Piece(start: length, length: seconds * 1e9, from: level, to: next, before: area)
            pieces.append(piece)
            area += piece.area
            length += piece.length
        }
        for stage in load.stages {
            add(stage.ramp, to: stage.level, &pieces, &length)
            level = stage.level
            add(stage.hold, to: stage.level, &pieces, &length)
        }
    }

    /// The spans in which user number `user` (from 0) is active: those in which the level is above `user`. The first
    /// user of a ramp from 0 starts with it.
    func activity(ofUser user: Int) -> [Range<UInt64>] {
        let height = Double(user)
        var spans: [Range<UInt64>] = []
        for piece in pieces {
            guard max(piece.from, piece.to) > height else { continue }
            func crossing() -> Double { piece.start + piece.length * (height - piece.from) / (piece.to - piece.from) }
            let start = piece.from > height ? piece.start : crossing()
            let end = piece.to > height ? piece.start + piece.length : crossing()
            if let last = spans.last, last.upperBound == UInt64(start) {
                spans[spans.count - 1] = last.lowerBound..<UInt64(end)
            } else if end > start {
                spans.append(UInt64(start)..<UInt64(end))
            }
        }
        return spans
    }

    /// When `amount` arrivals have come: the moment up to which the level's integral is `amount`; nil when it never is.
    func moment(ofArea amount: Double) -> UInt64? {
        guard let index = pieces.lastIndex(where: { $0.before <= amount }) else { return nil }
        let piece = pieces[index]
        let rest = amount - piece.before
        guard rest < piece.area else {
            // By rounding alone it may lie between two pieces.
            return index + 1 < pieces.count ? UInt64(pieces[index + 1].start) : nil
        }
        guard rest > 0 else { return UInt64(piece.start) }
        let seconds: Double
        if piece.from == piece.to {
            seconds = rest / piece.from
        } else {
            // from·t + slope·t²/2 = rest, solved in the form that stays exact for small slopes.
            let slope = (piece.to - piece.from) / (piece.length / 1e9)
            seconds = 2 * rest / (piece.from + max(0, piece.from * piece.from + 2 * slope * rest).squareRoot())
        }
        return UInt64(piece.start + min(seconds * 1e9, piece.length))
    }
}
