/// Which part of this app a reference in an answer names (RFC 9111 §4.4).
enum SameOrigin {
    /// The path and query of a reference; nil when it names another host, or is relative to the path.
    static func path(of reference: String, authority: String?) -> String? {
        let reference = reference.prefix { $0 != "#" }
        if reference.hasPrefix("//") { return split(reference.dropFirst(2), authority) }
        if reference.hasPrefix("/") { return String(reference) }
        guard let scheme = reference.firstRange(of: "://") else { return nil }
        return split(reference[scheme.upperBound...], authority)
    }

    private static func split(_ rest: Substring, _ authority: String?) -> String? {
        let host = rest.prefix { $0 != "/" && $0 != "?" }
        guard let authority, host.lowercased() == authority.lowercased() else { return nil }
        let path = rest[host.endIndex...]
        return path.hasPrefix("/") ? String(path) : "/" + path
    }
}
