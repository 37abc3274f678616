/// Which ids of requests are taken from clients, and what those are like that the monitor gives.
public enum RequestID {
    /// Hexadecimal digits of an id that the monitor gives: the last ones of the request's span, whose first is 0. A
    /// text of 15 bytes is kept in place, where one of 16 would be allocated with each request.
    static let digits = 15
    /// The bits that so many digits have.
    static let mask: UInt64 = 1 << UInt64(4 * digits) - 1

    /// The longest id that is accepted, in bytes.
    public static let maximumLength = 128

    /// Whether an id that a client sent may be kept and sent back: 1 to 128 bytes of visible ASCII (0x21 to 0x7E), so
    /// that it can break neither a header nor a log, and costs bounded memory.
    public static func isAcceptable(_ id: String) -> Bool {
        let bytes = id.utf8
        return !bytes.isEmpty && bytes.count <= maximumLength && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
