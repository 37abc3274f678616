/// Why results cannot be added up.
public enum MergeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There was no result at all.
    case nothing
    /// Two results come of different scenarios; adding them would mean nothing.
    /// - Parameters:
    ///   - result: the place of the one that differs, from 1.
    ///   - what: what differs, such as `target`.
    ///   - expected: what the others have.
    ///   - found: what this one has.
    case differs(result: Int, what: String, expected: String, found: String)

    /// The error in a sentence, with what to do.
    public var description: String {
        switch self {
        case .nothing: "There is no result to merge. Name at least one file that `hone load --json` wrote."
        case .differs(let result, let what, let expected, let found):
            "Result \(result) does not belong to the others: its \(what) is \(found), theirs is \(expected). "
                + "Merge only shards of one scenario."
        }
    }
}
