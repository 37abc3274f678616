import Foundation
import HoneCore
import HoneHTTP
import NIOCore

/// Text with values to fill in, taken apart once so that filling it in is copying bytes.
struct Template: Sendable, Equatable {
    /// What surrounds the text, which decides how a value from outside is written into it.
    enum Context: Sendable, Equatable { case path, header, json, form, plain }

    /// A value that depends on who sends the request.
    enum Reference: Sendable, Equatable {
        /// Kept from an earlier answer, by its slot.
        case saved(Int)
        /// From a row, by data source and column.
        case column(source: Int, column: Int)
    }

    enum Segment: Sendable, Equatable {
        case literal([UInt8])
        case sequence
        case user
        case random(ClosedRange<UInt64>)
        case value(Reference)
        case basic(Reference, Reference)
    }

    private(set) var segments: [Segment] = []
    private let context: Context

    /// The bytes when nothing needs filling in; nil otherwise.
    var fixed: [UInt8]? {
        var bytes: [UInt8] = []
        for segment in segments {
            guard case .literal(let part) = segment else { return nil }
            bytes += part
        }
        return bytes
    }

    /// The slots of saved values that it needs.
    var slots: Set<Int> {
        var slots: Set<Int> = []
        func note(_ reference: Reference) { if case .saved(let slot) = reference { slots.insert(slot) } }
        for segment in segments {
            switch segment {
            case .value(let reference): note(reference)
            case .basic(let name, let password):
                note(name)
                note(password)
            case .literal, .sequence, .user, .random: break
            }
        }
        return slots
    }

    /// - Throws: ``ScenarioError`` naming `field` for braces that say nothing we know.
    init(
        _ text: String, field: String, context: Context = .plain, names: ValueNames = ValueNames()
    ) throws(ScenarioError) {
        self.context = context
        var rest = Substring(text)
        while let open = rest.range(of: "{{") {
            append(rest[..<open.lowerBound])
            guard let close = rest[open.upperBound...].range(of: "}}") else {
                throw ScenarioError(field: field, found: text, remedy: "{{ without }}")
            }
            segments.append(try names.segment(rest[open.upperBound..<close.lowerBound], field: field))
            rest = rest[close.upperBound...]
        }
        append(rest)
    }

    /// Adds text that is written as it is.
    mutating func append(_ text: some StringProtocol) {
        if !text.isEmpty { append(Array(text.utf8)) }
    }

    private mutating func append(_ bytes: [UInt8]) {
        if case .literal(let before)? = segments.last {
            segments[segments.count - 1] = .literal(before + bytes)
        } else {
            segments.append(.literal(bytes))
        }
    }

    /// Adds another template's segments.
    mutating func append(_ other: Template) {
        for segment in other.segments {
            if case .literal(let bytes) = segment { append(bytes) } else { segments.append(segment) }
        }
    }

    /// Writes the text with its values filled in.
    /// - Returns: false when a value is missing, or cannot stand where it should (a line break in a header).
    @inline(__always)
    func write(into buffer: inout ByteBuffer, values: inout UserValues) -> Bool {
        for segment in segments {
            switch segment {
            case .literal(let bytes): buffer.writeBytes(bytes)
            case .sequence: buffer.writeDecimal(values.nextSequence())
            case .user: buffer.writeDecimal(values.user)
            case .random(let range): buffer.writeDecimal(values.random.next(in: range))
            case .value(let reference):
                guard let value = values.value(reference), write(value, into: &buffer) else { return false }
            case .basic(let name, let password):
                guard let name = values.value(name), let password = values.value(password) else { return false }
                buffer.writeBytes(Data(name + [0x3A] + password).base64EncodedData())
            }
        }
        return true
    }

    private func write(_ value: [UInt8], into buffer: inout ByteBuffer) -> Bool {
        switch context {
        case .plain: buffer.writeBytes(value)
        case .header:
            // A line break would let the server write our next request's headers.
            guard isFieldValue(value) else { return false }
            buffer.writeBytes(value)
        case .path: for byte in value { writePercentEncoded(byte, into: &buffer) }
        case .json: for byte in value { writeEscaped(byte, into: &buffer) }
        case .form: for byte in value { writeFormEncoded(byte, into: &buffer) }
        }
        return true
    }

    /// What cannot stand in a request target is percent-encoded (RFC 3986 §2.1); delimiters stay, for a value may be a
    /// whole path.
    private func writePercentEncoded(_ byte: UInt8, into buffer: inout ByteBuffer) {
        switch byte {
        case 0x00...0x20, 0x22, 0x23, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D, 0x7F...0xFF:
            writeHexadecimal(byte, into: &buffer)
        default: buffer.writeInteger(byte)
        }
    }

    /// As a form's value needs it (application/x-www-form-urlencoded, WHATWG URL §5.2).
    private func writeFormEncoded(_ byte: UInt8, into buffer: inout ByteBuffer) {
        switch byte {
        case 0x20: buffer.writeInteger(UInt8(0x2B))
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2A, 0x2D, 0x2E, 0x5F: buffer.writeInteger(byte)
        default: writeHexadecimal(byte, into: &buffer)
        }
    }

    private func writeHexadecimal(_ byte: UInt8, into buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt8(0x25))
        buffer.writeInteger(hexadecimal(byte >> 4))
        buffer.writeInteger(hexadecimal(byte & 15))
    }

    /// As a JSON string needs it (RFC 8259 §7).
    private func writeEscaped(_ byte: UInt8, into buffer: inout ByteBuffer) {
        switch byte {
        case 0x22, 0x5C:
            buffer.writeInteger(UInt8(0x5C))
            buffer.writeInteger(byte)
        case 0x00..<0x20:
            buffer.writeStaticString("\\u00")
            buffer.writeInteger(hexadecimal(byte >> 4))
            buffer.writeInteger(hexadecimal(byte & 15))
        default: buffer.writeInteger(byte)
        }
    }

    private func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x37 + digit }
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
