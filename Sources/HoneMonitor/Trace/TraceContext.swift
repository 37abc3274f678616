/// Which trace a request belongs to, as `traceparent` carries it from server to server.
/// Source: W3C Trace Context, Recommendation of 23 November 2021, section 3.2.
public struct TraceContext: Sendable, Hashable {
    /// The higher half of the trace's id.
    public var traceHigh: UInt64
    /// The lower half of the trace's id.
    public var traceLow: UInt64
    /// The id of the span that this is the context of; of a header that came in, the caller's span.
    public var span: UInt64
    /// The flags; bit 0 says that the caller may have recorded the trace.
    public var flags: UInt8

    /// The one flag that version 00 knows; the others are sent as zero.
    static let recorded: UInt8 = 1

    /// A context from its parts.
    public init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, flags: UInt8) {
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.flags = flags
    }

    /// Reads the value of a `traceparent` header. nil when it is not one: another length, letters in capitals, ids of
    /// zeros, the version `ff`, or more behind the flags than a later version may have.
    public init?(_ header: String) {
        var text = header
        let parsed = text.withUTF8 { Self.parse($0) }
        guard let parsed else { return nil }
        self = parsed
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> TraceContext? {
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            let version = hexadecimal(bytes[0..<2]), version != 0xFF,
            let high = hexadecimal(bytes[3..<19]), let low = hexadecimal(bytes[19..<35]),
            let span = hexadecimal(bytes[36..<52]), let flags = hexadecimal(bytes[53..<55])
        else { return nil }
        // What a later version adds begins with a dash; the first version ends here.
        guard bytes.count == 55 || (version > 0 && bytes[55] == dash), high | low != 0, span != 0 else { return nil }
        return TraceContext(traceHigh: high, traceLow: low, span: span, flags: UInt8(flags))
    }

    /// The value of lower-case digits; nil for anything else.
    private static func hexadecimal(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }

    /// The last so many of sixteen lower-case hexadecimal digits.
    static func digits(_ value: UInt64, last count: Int = 16) -> String {
        String(unsafeUninitializedCapacity: count) { text in
            for place in 0..<count {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(4 * (count - 1 - place))) & 0xF
                text.initializeElement(
                    at: place, to: digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
            }
            return count
        }
    }

    /// The value of the header: `00-<32 digits>-<16 digits>-<2 digits>`.
    public var header: String {
        let flags = String(flags, radix: 16)
        return "00-\(Self.digits(traceHigh))\(Self.digits(traceLow))-\(Self.digits(span))-"
            + (flags.utf8.count == 1 ? "0" + flags : flags)
    }
}
