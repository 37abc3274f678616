import CRedis
import NIOCore

/// A command and its arguments, as bytes of any kind.
public struct RedisCommand: Sendable, Equatable {
    /// The name and the arguments.
    public var words: [[UInt8]]

    /// A command of texts.
    public init(_ words: String...) { self.words = words.map { Array($0.utf8) } }

    /// A command of bytes.
    public init(words: [[UInt8]]) { self.words = words }

    /// Its name, which is no secret.
    var name: String { words.first.map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// Writes it as the protocol wants it, which is hiredis' matter.
    /// - Returns: whether there was memory for it.
    func write(to buffer: inout ByteBuffer) -> Bool {
        var lengths = words.map(\.count)
        var joined: [UInt8] = []
        joined.reserveCapacity(lengths.reduce(1, +))
        for word in words { joined.append(contentsOf: word) }
        // So that there is an address even when every word is empty.
        joined.append(0)
        return joined.withUnsafeBytes { bytes in
            guard let base = bytes.bindMemory(to: CChar.self).baseAddress else { return false }
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for length in lengths {
                pointers.append(base + offset)
                offset += length
            }
            var target: UnsafeMutablePointer<CChar>?
            let length = redisFormatCommandArgv(&target, Int32(words.count), &pointers, &lengths)
            guard length > 0, let target else { return false }
            buffer.writeBytes(UnsafeRawBufferPointer(start: target, count: Int(length)))
            redisFreeCommand(target)
            return true
        }
    }
}
