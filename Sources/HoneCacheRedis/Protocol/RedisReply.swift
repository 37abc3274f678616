/// What a server answers (RESP2, <https://redis.io/docs/latest/develop/reference/protocol-spec/>).
public enum RedisReply: Sendable, Equatable {
    /// Bytes of any kind.
    case string([UInt8])
    /// A short word, such as `OK`.
    case status(String)
    /// The server could not do it: a code, a space, words.
    case error(String)
    /// A number.
    case integer(Int64)
    /// Nothing.
    case null
    /// Several replies.
    case array([RedisReply])

    /// The bytes of a string; nil for anything else.
    var bytes: [UInt8]? {
        if case .string(let bytes) = self { bytes } else { nil }
    }

    /// The text of a string or status; what is not UTF-8 is replaced.
    var text: String? {
        switch self {
        case .string(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        default: nil
        }
    }

    /// The replies of an array.
    var items: [RedisReply]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// A number, also when it was written as a string.
    var number: UInt64? {
        switch self {
        case .integer(let number): UInt64(exactly: number)
        case .string: text.flatMap { UInt64($0) }
        default: nil
        }
    }

    /// The words of an error.
    var failure: String? {
        if case .error(let words) = self { words } else { nil }
    }
}
