/// Which ids of requests are taken from clients.
public enum RequestID {
    /// The longest id that is accepted, in bytes.
    public static let maximumLength = 128

    /// Whether an id that a client sent may be kept and sent back: 1 to 128 bytes of visible ASCII (0x21 to 0x7E), so
    /// that it can break neither a header nor a log, and costs bounded memory.
    public static func isAcceptable(_ id: String) -> Bool {
        let bytes = id.utf8
        return !bytes.isEmpty && bytes.count <= maximumLength && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
