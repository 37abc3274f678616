/// A line of a recorded trace after its header, in few letters:
///
///     12 9f3a00c4d21e77b0          a key's hash was asked for, 12 ms after the line before
///     0 9f3a00c4d21e77b0 120 60000 its value was stored, weighs 120, and is fresh for 60 s (- for no end)
///     = 80400 1210 0               requests and misses of the cache since the beginning, and samples that were dropped
///     . limit                      the recording ended, and why
enum TraceLine: Sendable, Equatable {
    case request(milliseconds: UInt64, hash: UInt64)
    case store(milliseconds: UInt64, hash: UInt64, weight: Int, ttl: UInt64?)
    case totals(requests: Int, misses: Int, dropped: Int)
    case end(reason: String)

    /// No line is longer, in bytes, its end included.
    static let longest = 96

    /// Appends the line and its end.
    func append(to text: inout [UInt8]) {
        switch self {
        case .request(let milliseconds, let hash):
            text += String(milliseconds).utf8
            Self.appendHash(hash, to: &text)
        case .store(let milliseconds, let hash, let weight, let ttl):
            text += String(milliseconds).utf8
            Self.appendHash(hash, to: &text)
            text += " \(weight) \(ttl.map(String.init) ?? "-")".utf8
        case .totals(let requests, let misses, let dropped): text += "= \(requests) \(misses) \(dropped)".utf8
        case .end(let reason): text += ". \(reason)".utf8
        }
        text.append(UInt8(ascii: "\n"))
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func appendHash(_ hash: UInt64, to text: inout [UInt8]) {
        text.append(UInt8(ascii: " "))
        for place in 0..<16 { text.append(digits[Int(hash >> UInt64(60 - 4 * place) & 15)]) }
    }

    /// Reads a line, without its end; nil when it is none.
    init?(_ line: some Collection<UInt8>) {
        var rest = line[...]
        if rest.first == UInt8(ascii: "=") || rest.first == UInt8(ascii: ".") {
            guard let line = Self(rare: String(decoding: line, as: UTF8.self)) else { return nil }
            self = line
            return
        }
        guard let milliseconds = Self.number(&rest), let hash = Self.hash(&rest) else { return nil }
        if rest.isEmpty {
            self = .request(milliseconds: milliseconds, hash: hash)
            return
        }
        rest = rest.dropFirst()
        guard let weight = Self.number(&rest), let weight = Int(exactly: weight) else { return nil }
        if rest.elementsEqual(" -".utf8) {
            self = .store(milliseconds: milliseconds, hash: hash, weight: weight, ttl: nil)
            return
        }
        guard rest.first == UInt8(ascii: " ") else { return nil }
        rest = rest.dropFirst()
        guard let ttl = Self.number(&rest), rest.isEmpty else { return nil }
        self = .store(milliseconds: milliseconds, hash: hash, weight: weight, ttl: ttl)
    }

    private init?(rare line: String) {
        let words = line.split(separator: " ")
        switch words.first {
        case "=" where words.count == 4:
            guard let requests = Int(words[1]), let misses = Int(words[2]), let dropped = Int(words[3]), requests >= 0,
                misses >= 0, dropped >= 0
            else { return nil }
            self = .totals(requests: requests, misses: misses, dropped: dropped)
        case "." where words.count >= 2: self = .end(reason: words.dropFirst().joined(separator: " "))
        default: return nil
        }
    }

    /// Takes decimal digits off the front; nil when there are none or too many.
    private static func number<Bytes: Collection<UInt8>>(_ rest: inout Bytes) -> UInt64?
    where Bytes.SubSequence == Bytes {
        var value: UInt64 = 0
        var count = 0
        while let byte = rest.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            value = value &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
            count += 1
            rest = rest.dropFirst()
        }
        return count > 0 && count < 19 ? value : nil
    }

    /// Takes a space and 16 hexadecimal digits off the front.
    private static func hash<Bytes: Collection<UInt8>>(_ rest: inout Bytes) -> UInt64?
    where Bytes.SubSequence == Bytes {
        guard rest.first == UInt8(ascii: " ") else { return nil }
        rest = rest.dropFirst()
        var value: UInt64 = 0
        for _ in 0..<16 {
            guard let byte = rest.first else { return nil }
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
            rest = rest.dropFirst()
        }
        return rest.isEmpty || rest.first == UInt8(ascii: " ") ? value : nil
    }
}
