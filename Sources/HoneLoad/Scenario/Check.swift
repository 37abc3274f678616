extension Scenario {
    /// Something an answer must be for its request to count as a success.
    public enum Check: Sendable, Codable, Equatable, Hashable {
        /// The status is in one of the ranges, both ends included.
        case status([ClosedRange<Int>])
        /// A value in the answer is there and is as it must be.
        case value(Place, Match)
        /// The body is as it must be, decoded if it came compressed.
        case body(Match)
        /// The body's bytes as they arrived, before decoding, are this many.
        case size(ClosedRange<Int>)

        /// The statuses that HTTP knows (RFC 9110 §15), those of any check.
        static let statuses = 100...599
    }

    /// How a text must be.
    public enum Match: Sendable, Codable, Equatable, Hashable {
        /// Anything.
        case any
        /// This text, byte for byte.
        case equal(String)
        /// This text is part of it.
        case contains(String)
        /// A regular expression has a match in it.
        case regex(String)
    }
}

extension Scenario.Check: CustomStringConvertible {
    /// The check in words, such as `status 200` or `/total is 20`: the name that its failures are counted under.
    public var description: String {
        switch self {
        case .status(let ranges):
            "status "
                + ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
                .joined(separator: ", ")
        case .value(let place, let match): "\(place) \(match)"
        case .body(let match): "body \(match)"
        case .size(let range):
            range.upperBound == .max ? "size ≥ \(range.lowerBound)" : "size \(range.lowerBound)-\(range.upperBound)"
        }
    }
}

extension Scenario.Place: CustomStringConvertible {
    /// The place in words, such as `/total` or `header ETag`.
    public var description: String {
        switch self {
        case .json(let pointer): pointer.isEmpty ? "JSON" : pointer
        case .header(let name): "header \(name)"
        case .cookie(let name): "cookie \(name)"
        case .regex(let pattern): "match of \(pattern)"
        }
    }
}

extension Scenario.Match: CustomStringConvertible {
    /// The rest of the sentence that begins with what is matched.
    public var description: String {
        switch self {
        case .any: "is there"
        case .equal(let text): "is \(text)"
        case .contains(let text): "contains \(text)"
        case .regex(let pattern): "matches \(pattern)"
        }
    }
}
