/// The server part of a URL: where to connect, whether with TLS, and what to write into `Host`.
package struct Origin: Sendable, Hashable {
    /// Whether it is asked by https.
    package var isTLS: Bool
    /// A name, an IPv4 address or an IPv6 address without brackets.
    package var host: String
    /// 1 to 65535.
    package var port: Int

    /// The value of the `Host` header (RFC 9110 §7.2).
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isTLS ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The origin as a URL, without a slash at its end.
    package var url: String { "\(isTLS ? "https" : "http")://\(authority)" }

    /// Whether connections stay on this machine: `localhost`, 127.0.0.0/8 or ::1.
    var isLoopback: Bool {
        let name = host.lowercased()
        if name == "localhost" || name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether the host is written as an address; TLS sends no server name for those (RFC 6066 §3).
    var isAddress: Bool {
        host.contains(":")
            || host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { UInt8($0) != nil }
    }
}

/// A URL taken apart into its origin and the request target (path and query).
package struct ParsedURL: Sendable, Equatable {
    /// Where to connect.
    package var origin: Origin
    /// Path and query as written, never empty: `/` when the URL has none.
    package var path: String

    /// - Throws: ``ScenarioError`` naming `field` when `text` is not an absolute http or https URL.
    package init(_ text: String, field: String) throws(ScenarioError) {
        func wrong(_ remedy: String) -> ScenarioError { ScenarioError(field: field, found: text, remedy: remedy) }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw wrong("a URL holds no white space, control or non-ASCII characters; percent-encode them")
        }
        let lower = text.lowercased()
        let isTLS: Bool
        if lower.hasPrefix("http://") {
            isTLS = false
        } else if lower.hasPrefix("https://") {
            isTLS = true
        } else {
            throw wrong("must start with http:// or https://")
        }
        let rest = text.dropFirst(isTLS ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var path = String(rest.dropFirst(authority.count).prefix { $0 != "#" })
        if !path.hasPrefix("/") { path = "/" + path }
        guard !authority.contains("@") else {
            throw wrong("a user name in the URL is not supported; send an Authorization header instead")
        }
        let host: Substring
        var port = isTLS ? 443 : 80
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw wrong("the IPv6 address has no closing ]") }
            host = authority[authority.index(after: authority.startIndex)..<end]
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw wrong("only :port may follow the ]") }
            if !after.isEmpty { portText = after.dropFirst() }
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        } else {
            host = authority
        }
        guard !host.isEmpty else { throw wrong("names no host") }
        if let portText {
            guard let number = Int(portText), (1...65_535).contains(number) else {
                throw wrong("the port must be a number from 1 to 65535")
            }
            port = number
        }
        self.origin = Origin(isTLS: isTLS, host: String(host), port: port)
        self.path = path
    }
}
