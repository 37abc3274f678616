/// Ways for a server to be wrong or slow, each of which some client has taken for an answer.
public enum Misbehaviour: String, Sendable, CaseIterable {
    // Slow, but right in the end.

    /// A proper answer whose body comes byte by byte.
    case slowBody = "slow-body"
    /// A proper answer whose head comes byte by byte.
    case slowHead = "slow-head"
    /// A hundred interim responses (103, RFC 8297) and then a proper answer.
    case manyInterim = "many-interim"

    // Never complete.

    /// Nothing at all, on a connection that stays open.
    case neverAnswers = "never-answers"
    /// Half the body, and then nothing on a connection that stays open.
    case stalledBody = "stalled-body"
    /// A body without length that goes on for ever.
    case endlessBody = "endless-body"
    /// Chunks without end.
    case endlessChunks = "endless-chunks"

    // Cut short.

    /// The connection is closed without a byte.
    case closesUnanswered = "closes-unanswered"
    /// Half the head, and then the connection is closed.
    case truncatedHead = "truncated-head"
    /// Half the body, and then the connection is closed.
    case truncatedBody = "truncated-body"
    /// Some chunks but not the last one, and then the connection is closed.
    case truncatedChunks = "truncated-chunks"
    /// The connection is reset without a byte.
    case resets
    /// Half the body, and then the connection is reset.
    case resetsMidAnswer = "resets-mid-answer"

    // Not HTTP.

    /// Bytes instead of a status line.
    case garbage
    /// Header after header, without end.
    case endlessHeaders = "endless-headers"
    /// One header whose line never ends.
    case endlessLine = "endless-line"
    /// Interim responses without end.
    case endlessInterim = "endless-interim"
    /// Two lengths that contradict each other (RFC 9112 §6.3 calls for an error: it is how requests are smuggled).
    case twoLengths = "two-lengths"
    /// A length that is no number.
    case wordForLength = "word-for-length"
    /// Letters that are no hexadecimal digits where a chunk's size belongs.
    case chunkGarbage = "chunk-garbage"

    // An answer and then more than that.

    /// Two whole answers to one request.
    case answersTwice = "answers-twice"
    /// A body that is longer than its `Content-Length`.
    case lengthTooShort = "length-too-short"

    // Nobody there.

    /// Nothing listens on the port.
    case refuses

    /// The request target that gets it from a ``MisbehavingServer``.
    public var path: String { "/\(rawValue)" }
}

extension Misbehaviour {
    /// What the slow ones and the ones with more than an answer have as their body.
    public static let body = "twenty bytes of text"
    /// Seconds between the bytes of the slow ones: their 20 bytes take a little more than 40 ms.
    public static let pause = 0.002

    private static let half = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n\(body)"
    private static let proper = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n\(body)"
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    private static let early = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"

    /// What a server does to a connection to behave that way; nothing for ``refuses``, which has no connection.
    public var steps: [FixtureResponse.Step] {
        switch self {
        case .slowBody: [.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n")] + Self.slowly(Self.body)
        case .slowHead: Self.slowly("HTTP/1.1 200 OK\r\n") + [.send("Content-Length: 20\r\n\r\n\(Self.body)")]
        case .manyInterim: [.send(String(repeating: Self.early, count: 100) + Self.proper)]
        case .neverAnswers: [.hang]
        case .stalledBody: [.send(Self.half), .hang]
        case .endlessBody:
            [.send("HTTP/1.1 200 OK\r\n\r\n"), .repeatForever([UInt8](repeating: 0x61, count: 10_000))]
        case .endlessChunks: [.send(Self.chunked), .repeatForever(Array("14\r\n\(Self.body)\r\n".utf8))]
        case .closesUnanswered: [.close]
        case .truncatedHead: [.send("HTTP/1.1 200 OK\r\nContent-Len"), .close]
        case .truncatedBody: [.send(Self.half), .close]
        case .truncatedChunks: [.send("\(Self.chunked)14\r\n\(Self.body)\r\n"), .close]
        case .resets: [.reset]
        // What is sent right before a reset may be thrown away unread: the pause lets it arrive.
        case .resetsMidAnswer: [.send(Self.half), .wait(seconds: 0.02), .reset]
        case .garbage: [.sendBytes([0, 1, 2, 0xFF] + Array("no HTTP at all\r\n".utf8)), .close]
        case .endlessHeaders: [.send("HTTP/1.1 200 OK\r\n"), .repeatForever(Array("X-Again: and again\r\n".utf8))]
        case .endlessLine: [.send("HTTP/1.1 200 OK\r\nX-Long: "), .repeatForever(Array("and on ".utf8))]
        case .endlessInterim: [.repeatForever(Array(Self.early.utf8))]
        case .twoLengths:
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\nContent-Length: 2\r\n\r\n\(Self.body)"), .close]
        case .wordForLength: [.send("HTTP/1.1 200 OK\r\nContent-Length: twenty\r\n\r\n\(Self.body)"), .close]
        case .chunkGarbage: [.send("\(Self.chunked)14\r\n\(Self.body)\r\nlast\r\n\r\n"), .close]
        case .answersTwice: [.send(Self.proper + Self.proper)]
        case .lengthTooShort: [.send("\(Self.proper), and some more")]
        case .refuses: []
        }
    }

    private static func slowly(_ text: String) -> [FixtureResponse.Step] {
        text.utf8.flatMap { byte -> [FixtureResponse.Step] in [.wait(seconds: pause), .sendBytes([byte])] }
    }
}
