/// A line of the request log before it is written.
struct RequestLine: Sendable {
    var unixMilliseconds: Int64
    /// The endpoint's number; its name is looked up when the line is written.
    var endpoint: Int
    var outcome: RequestOutcome

    /// Appends the line as JSON and a line feed. By hand: a general encoder costs several microseconds a line.
    ///
    /// `{"time":1700000000123,"endpoint":"GET /x","status":200,"ms":1.234,"bytes":17,"queries":2,"queryMs":0.5}`,
    /// where `time` is in milliseconds since 1970.
    func append(to text: inout String, name: String) {
        text += "{\"time\":\(unixMilliseconds),\"endpoint\":\""
        Self.escape(name, into: &text)
        text += "\",\"status\":\(outcome.status),\"ms\":"
        Self.milliseconds(outcome.nanoseconds, into: &text)
        if let bytes = outcome.responseBytes { text += ",\"bytes\":\(bytes)" }
        text += ",\"queries\":\(outcome.queries),\"queryMs\":"
        Self.milliseconds(outcome.queryNanoseconds, into: &text)
        text += "}\n"
    }

    /// Milliseconds with three decimals.
    private static func milliseconds(_ nanoseconds: UInt64, into text: inout String) {
        let microseconds = nanoseconds / 1_000
        let fraction = microseconds % 1_000
        text += "\(microseconds / 1_000)."
        if fraction < 100 { text += "0" }
        if fraction < 10 { text += "0" }
        text += "\(fraction)"
    }

    private static func escape(_ value: String, into text: inout String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
