/// Why results cannot be added up.
public enum MergeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There was no result at all.
    case nothing
    /// Two results come of different scenarios; adding them would mean nothing.
    /// - Parameters:
    ///   - result: the place of the one that differs, from 1; the first is what it is compared with.
    ///   - what: what differs, such as `target`.
    ///   - expected: what the first has.
    ///   - found: what this one has.
    case differs(result: Int, what: String, expected: String, found: String)

    /// The error in a sentence, with what to do.
    public var description: String {
        switch self {
        case .nothing: "There is no result to merge. Name at least one file that `hone load --json` wrote."
        case .differs(let result, let what, let expected, let found):
            "Result \(result) does not belong to the others: its \(what) is \(found), that of the first is \(expected). "
                + "Merge only shards of one scenario."
        }
    }
}
