import NIOCore

/// Text with values to fill in, taken apart once so that filling it in is copying bytes.
struct Template: Sendable, Equatable {
    enum Segment: Sendable, Equatable {
        case literal([UInt8])
        case sequence
        case user
        case random(ClosedRange<UInt64>)
    }

    private(set) var segments: [Segment] = []

    /// The bytes when nothing needs filling in; nil otherwise.
    var fixed: [UInt8]? {
        var bytes: [UInt8] = []
        for segment in segments {
            guard case .literal(let part) = segment else { return nil }
            bytes += part
        }
        return bytes
    }

    /// - Throws: ``ScenarioError`` naming `field` for braces that say nothing we know.
    init(_ text: String, field: String) throws(ScenarioError) {
        var rest = Substring(text)
        while let open = rest.range(of: "{{") {
            append(literal: rest[..<open.lowerBound])
            guard let close = rest[open.upperBound...].range(of: "}}") else {
                throw ScenarioError(field: field, found: text, remedy: "{{ without }}")
            }
            segments.append(try Self.value(rest[open.upperBound..<close.lowerBound], field: field))
            rest = rest[close.upperBound...]
        }
        append(literal: rest)
    }

    private mutating func append(literal text: Substring) {
        if !text.isEmpty { segments.append(.literal(Array(text.utf8))) }
    }

    private static func value(_ text: Substring, field: String) throws(ScenarioError) -> Segment {
        let words = text.split(separator: " ")
        switch words.first {
        case "sequence" where words.count == 1: return .sequence
        case "user" where words.count == 1: return .user
        case "random":
            if words.count == 3, let low = UInt64(words[1]), let high = UInt64(words[2]), low <= high {
                return .random(low...high)
            }
            throw ScenarioError(
                field: field, found: "{{\(text)}}",
                remedy: "write {{random LOW HIGH}} with two whole numbers, the smaller first")
        default:
            throw ScenarioError(
                field: field, found: "{{\(text)}}", remedy: "known values: {{sequence}}, {{user}}, {{random LOW HIGH}}")
        }
    }

    /// Writes the text with its values filled in.
    func write(into buffer: inout ByteBuffer, values: inout TemplateValues) {
        for segment in segments {
            switch segment {
            case .literal(let bytes): buffer.writeBytes(bytes)
            case .sequence: buffer.writeDecimal(values.nextSequence())
            case .user: buffer.writeDecimal(values.user)
            case .random(let range): buffer.writeDecimal(values.random.next(in: range))
            }
        }
    }
}

/// Where one user's templates take their values from.
struct TemplateValues: Sendable {
    /// The user's number, from 0.
    let user: UInt64
    private let users: UInt64
    private var count: UInt64 = 0
    var random: SeededGenerator

    init(user: Int, users: Int, seed: UInt64) {
        self.user = UInt64(user)
        self.users = UInt64(users)
        random = SeededGenerator(seed: seed, stream: UInt64(user) << 1 | 1)
    }

    /// Numbers no other user draws: the user's own, then steps of the number of users.
    mutating func nextSequence() -> UInt64 {
        defer { count += 1 }
        return user &+ count &* users
    }
}

extension Substring {
    /// The first place where `text` stands, without Foundation.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}

extension ByteBuffer {
    /// Writes `value` in decimal digits without making a String.
    mutating func writeDecimal(_ value: UInt64) {
        var digits: (UInt64, UInt64, UInt32) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { scratch in
            var rest = value
            var start = scratch.count
            repeat {
                start -= 1
                scratch[start] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
                rest /= 10
            } while rest > 0
            writeBytes(UnsafeRawBufferPointer(rebasing: scratch[start...]))
        }
    }
}
