/// A body that could not be packed or unpacked.
public struct CodingError: Error, Equatable, CustomStringConvertible {
    /// What was being done.
    public enum Action: String, Sendable { case compress, decompress }

    /// What was found.
    public enum Problem: Sendable, Equatable {
        /// The input ends in the middle.
        case truncated
        /// The input is not of this coding, or was damaged; with the library's own words.
        case corrupt(String)
        /// The output is longer than the limit, in bytes.
        case tooLarge(limit: Int)
        /// The input goes on after its end, by this many bytes.
        case trailingBytes(Int)
        /// The level is outside the coding's range.
        case level(Int, allowed: ClosedRange<Int>)
        /// The library could not get memory, or was used after its end.
        case library(String)
    }

    /// The coding that was used.
    public var coding: ContentCoding
    /// What was being done.
    public var action: Action
    /// What was found.
    public var problem: Problem

    /// An error from its parts.
    public init(coding: ContentCoding, action: Action, problem: Problem) {
        self.coding = coding
        self.action = action
        self.problem = problem
    }

    /// One sentence that says what was attempted, what was found and what to do.
    public var description: String {
        let attempt = "could not \(action.rawValue) the body with \(coding.rawValue): "
        switch problem {
        case .truncated: return attempt + "the input ends in the middle; fetch the whole body again"
        case .corrupt(let detail): return attempt + "the input is not valid (\(detail)); check Content-Encoding"
        case .tooLarge(let limit):
            return attempt + "more than the limit of \(limit) bytes; raise the limit if it is meant"
        case .trailingBytes(let count): return attempt + "\(count) bytes follow the end; check Content-Encoding"
        case .level(let level, let allowed):
            return attempt + "level \(level) is not between \(allowed.lowerBound) and \(allowed.upperBound)"
        case .library(let detail): return attempt + detail
        }
    }
}
