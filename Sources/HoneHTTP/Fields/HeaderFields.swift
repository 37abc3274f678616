/// The header fields of a message, in the order they came; names compare without regard to case (RFC 9110 §5.1).
///
/// A neutral carrier between the frameworks' own types and the rules of this module. Look-ups are linear: messages
/// have a few dozen fields.
public struct HeaderFields: Sendable, Equatable, Codable {
    /// One field line.
    public struct Line: Sendable, Equatable, Codable {
        /// The name as it was sent.
        public var name: String
        /// The value without surrounding white space.
        public var value: String

        /// A field line.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Every line, in order.
    public var lines: [Line]

    /// Fields from pairs of name and value.
    public init(_ lines: [(name: String, value: String)] = []) {
        self.lines = lines.map { Line(name: $0.name, value: $0.value) }
    }

    /// The values of every line of that name joined by `", "`, as RFC 9110 §5.2 has it; nil when there is none.
    ///
    /// Not for `Set-Cookie`, whose lines do not join.
    public subscript(name: String) -> String? {
        var joined: String?
        for line in lines where equalsIgnoringCase(line.name, name) {
            joined = joined.map { $0 + ", " + line.value } ?? line.value
        }
        return joined
    }

    /// Whether there is a line of that name.
    public func contains(_ name: String) -> Bool {
        lines.contains { equalsIgnoringCase($0.name, name) }
    }

    /// Adds a line at the end.
    public mutating func append(name: String, value: String) {
        lines.append(Line(name: name, value: value))
    }
}

extension HeaderFields: ExpressibleByDictionaryLiteral {
    /// `["Cache-Control": "no-store"]`; a name may occur more than once.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { (name: $0.0, value: $0.1) })
    }
}
