/// The value of a `Vary` field: which request fields a response depends on (RFC 9110 §12.5.5).
public enum Vary: Sendable, Equatable, CustomStringConvertible {
    /// `*`: on more than the request's fields.
    case everything
    /// On these fields, as they were written; none of them twice.
    case fields([String])

    /// Parses a field value; nil means the response does not vary. What is no name of a field counts as `*`: which
    /// field was meant cannot be told.
    public init(_ value: String?) {
        self = .fields([])
        for element in listElements(of: value ?? "") { self = adding(String(element)) }
    }

    /// With one more field; the same when it is there already, everything when it is no name of one.
    public func adding(_ name: String) -> Vary {
        guard name != "*", isToken(name), case .fields(let names) = self else { return .everything }
        return names.contains { equalsIgnoringCase($0, name) } ? self : .fields(names + [name])
    }

    /// With what another names too.
    public func joined(with other: Vary) -> Vary {
        guard case .fields(let names) = other else { return .everything }
        return names.reduce(self) { $0.adding($1) }
    }

    /// The field value; empty when the response does not vary.
    public var description: String {
        switch self {
        case .everything: "*"
        case .fields(let names): names.joined(separator: ", ")
        }
    }
}
