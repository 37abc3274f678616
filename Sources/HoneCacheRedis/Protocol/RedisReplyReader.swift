import CRedis

/// Turns bytes as they come into replies, by hiredis' reader. Used by one thread at a time.
///
/// What hiredis does not bound is bounded here: the bytes of one reply, the number of an array's items, and the length
/// of a line, which it looks through anew whenever more comes.
final class RedisReplyReader {
    /// What came cannot be a reply.
    struct Problem: Error, Equatable {
        var found: String
    }

    /// Bytes that a line may have: one is a number, a word or an error.
    private static let longestLine = 65_536
    private let reader: UnsafeMutablePointer<redisReader>
    private let largest: Int
    /// How many bytes have come in all, and with how many of them the last whole reply ended.
    private var taken = 0
    private var ended = 0

    /// A reader of replies of at most so many bytes; nil when there is no memory.
    init?(largest: Int) {
        guard let reader = redisReaderCreateWithFunctions(makers.pointer) else { return nil }
        self.reader = reader
        self.largest = largest
    }

    deinit { redisReaderFree(reader) }

    /// Takes bytes in; replies are then asked for by ``next()``.
    func feed(_ bytes: UnsafeRawBufferPointer) throws(Problem) {
        guard let base = bytes.bindMemory(to: CChar.self).baseAddress, bytes.count > 0 else { return }
        guard redisReaderFeed(reader, base, bytes.count) == REDIS_OK else { throw problem }
        taken += bytes.count
    }

    /// The next whole reply; nil when more bytes are needed.
    func next() throws(Problem) -> RedisReply? {
        var object: UnsafeMutableRawPointer?
        guard redisReaderGetReply(reader, &object) == REDIS_OK else { throw problem }
        guard let object else {
            // Of an array, hiredis lets go of the bytes item by item, but not of the items.
            try checkLength(taken - ended)
            try checkLine()
            return nil
        }
        let node = Unmanaged<ReplyNode>.fromOpaque(object).takeRetainedValue()
        let end = taken - (reader.pointee.len - reader.pointee.pos)
        try checkLength(end - ended)
        ended = end
        return node.reply
    }

    private func checkLength(_ length: Int) throws(Problem) {
        guard length <= largest else { throw Problem(found: "a reply is longer than \(largest) bytes") }
    }

    private func checkLine() throws(Problem) {
        let (position, length) = (reader.pointee.pos, reader.pointee.len)
        guard length - position > RedisReplyReader.longestLine, let buffer = reader.pointee.buf else { return }
        let line = UnsafeBufferPointer(start: buffer + position, count: RedisReplyReader.longestLine)
        guard line.contains(0x0A) else { throw Problem(found: "a line does not end") }
    }

    private var problem: Problem {
        let words = withUnsafeBytes(of: reader.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return Problem(found: words.isEmpty ? "hiredis could not read it" : words)
    }
}

/// A reply that is being read. hiredis holds the outermost one.
private final class ReplyNode {
    private let leaf: RedisReply?
    private var items: [ReplyNode] = []

    init(_ leaf: RedisReply?) { self.leaf = leaf }

    var reply: RedisReply { leaf ?? .array(items.map(\.reply)) }

    /// The object that hiredis is to have for a new reply; an item is held by the array that it is in.
    static func made(_ leaf: RedisReply?, _ task: UnsafePointer<redisReadTask>?) -> UnsafeMutableRawPointer {
        let node = ReplyNode(leaf)
        guard let parent = task?.pointee.parent?.pointee.obj else { return Unmanaged.passRetained(node).toOpaque() }
        Unmanaged<ReplyNode>.fromOpaque(parent).takeUnretainedValue().items.append(node)
        return Unmanaged.passUnretained(node).toOpaque()
    }
}

/// Items that an array may have; a server tells of that many keys at once only when it is emptied by hand.
private let mostItems: Int32 = 1_000_000

/// How hiredis makes replies. Made once and never changed, for which it stays in memory.
///
/// Unchecked, as it is a pointer: nobody writes to what it points to after `init`.
private struct ReplyMakers: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<redisReplyObjectFunctions>

    init() {
        pointer = .allocate(capacity: 1)
        pointer.initialize(
            to: redisReplyObjectFunctions(
                createString: { task, start, length in
                    let bytes = Array(UnsafeRawBufferPointer(start: start, count: length))
                    return switch task?.pointee.type {
                    case REDIS_REPLY_STATUS: ReplyNode.made(.status(String(decoding: bytes, as: UTF8.self)), task)
                    case REDIS_REPLY_ERROR: ReplyNode.made(.error(String(decoding: bytes, as: UTF8.self)), task)
                    default: ReplyNode.made(.string(bytes), task)
                    }
                },
                createArray: { task, count in count <= mostItems ? ReplyNode.made(nil, task) : nil },
                createInteger: { task, number in ReplyNode.made(.integer(number), task) },
                createNil: { task in ReplyNode.made(.null, task) },
                freeObject: { object in
                    if let object { Unmanaged<ReplyNode>.fromOpaque(object).release() }
                }))
    }
}

private let makers = ReplyMakers()
