import HoneHTTP

/// Which headers of a recorded request say something about the request itself.
enum RecordedHeaders {
    /// Headers that are left out, in lower case.
    private static let dropped: Set<String> = [
        // Of one connection (RFC 9110 §7.6.1).
        "connection", "keep-alive", "proxy-connection", "proxy-authorization", "te", "trailer", "transfer-encoding",
        "upgrade", "http2-settings",
        // Written by the generator for each request.
        "host", "content-length", "accept-encoding", "user-agent", "cookie", "expect",
        // Answers would depend on a cache that the users do not have; the scenario's own `cache` says whether they do.
        "if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range", "cache-control", "pragma",
        // What a browser says about itself.
        "dnt", "upgrade-insecure-requests", "priority", "alt-used", "purpose",
        "x-devtools-emulate-network-conditions-client-id",
    ]

    /// The headers worth sending again. The `Referer` stays without its query, and only where something is written:
    /// some applications check it against forged requests.
    static func kept(_ headers: [Scenario.Header], method: String) -> [Scenario.Header] {
        headers.compactMap { header in
            let name = header.name.lowercased()
            if dropped.contains(name) || name.hasPrefix(":") || name.hasPrefix("sec-") { return nil }
            guard isSendable(header) else { return nil }
            if name == "referer" {
                return isReading(method)
                    ? nil : .init(header.name, String(header.value.prefix { $0 != "?" && $0 != "#" }))
            }
            return header
        }
    }

    /// A name and a value that a request may hold, and that no braces turn into something else.
    static func isSendable(_ header: Scenario.Header) -> Bool {
        isToken(header.name) && isFieldValue(header.value.utf8) && !header.value.contains("{{")
    }
}
