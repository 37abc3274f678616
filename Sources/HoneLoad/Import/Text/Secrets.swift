import HoneCore

/// Takes passwords, tokens and the like out of what was recorded, so that no scenario file holds one.
///
/// Each becomes a value of the data source `secrets`, whose single row says `CHANGE-ME` for a person to complete.
struct Secrets: Sendable {
    /// The name of the data source.
    static let source = "secrets"
    /// What stands in the place of each secret.
    static let row = "CHANGE-ME"

    private(set) var columns: [String] = []

    /// The data that the placeholders refer to; none when no secret was met.
    var data: [Scenario.DataSource] {
        guard !columns.isEmpty else { return [] }
        return [.init(name: Self.source, columns: columns, rows: [columns.map { _ in Self.row }])]
    }

    /// What a person has to do about them; nothing when no secret was met.
    var remarks: [String] {
        guard !columns.isEmpty else { return [] }
        return [
            "secrets are not taken over: write the values of \(columns.joined(separator: ", ")) in place of "
                + "\(Self.row) (percent-encoded where they stand in a query or a form)"
        ]
    }

    /// The column of a secret of this name.
    mutating func column(_ name: String) -> String {
        var column = ""
        for character in name.lowercased().unicodeScalars.prefix(60) {
            let isPlain = ("a"..."z").contains(character) || ("0"..."9").contains(character)
            if isPlain { column.unicodeScalars.append(character) } else if column.last != "_" { column += "_" }
        }
        while column.last == "_" { column.removeLast() }
        while column.first == "_" { column.removeFirst() }
        // Names come from whoever sent requests, and a log has room for any number of them.
        if column.isEmpty || columns.count >= 50 && !columns.contains(column) { column = "secret" }
        if !columns.contains(column) { columns.append(column) }
        return column
    }

    /// What to write in the place of a secret of this name.
    mutating func placeholder(_ name: String) -> String { "{{\(Self.source).\(column(name))}}" }

    /// Whether what is called so is usually a secret.
    static func isSecret(name: String) -> Bool {
        let word = String(
            name.lowercased().unicodeScalars.filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) })
        if ["pin", "otp", "cvv", "cvc", "ssn", "sid", "auth", "pwd", "pass", "jwt"].contains(word) { return true }
        if word.contains("token") {
            // Words of paging and of language models, which say nothing about who asks.
            let plain = ["pagetoken", "nextpagetoken", "continuationtoken", "synctoken", "tokentype", "tokencount"]
            return !word.contains("tokens") && !plain.contains(word)
        }
        return [
            "password", "passwd", "passphrase", "passcode", "secret", "apikey", "accesskey", "privatekey", "appkey",
            "authorization", "credential", "sessionid", "sessid", "csrf", "xsrf", "cardnumber", "signature",
        ].contains { word.contains($0) }
    }

    /// Whether a value shows by itself that it is one: a JSON Web Token (RFC 7519) starts with `{"` in base64url and
    /// has three parts.
    static func isSecret(value: some StringProtocol) -> Bool {
        value.hasPrefix("eyJ") && value.utf8.count > 30 && value.utf8.count { $0 == 0x2E } >= 2
    }
}

extension Secrets {
    /// A path with its query without secrets, fit for a request line.
    mutating func masked(path: String) -> String {
        let safe = PercentCoding.requestTarget(path)
        let plain = safe.prefix { $0 != "?" }
        var result = plain.split(separator: "/", omittingEmptySubsequences: false).map { part in
            Self.isSecret(value: part) ? placeholder("path_token") : String(part)
        }.joined(separator: "/")
        guard plain.endIndex < safe.endIndex else { return result }
        result += "?" + maskedPairs(safe[safe.index(after: plain.endIndex)...])
        return result
    }

    /// The pairs of a query or a form without secrets; what is no pair stays.
    mutating func maskedPairs(_ text: some StringProtocol) -> String {
        text.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            guard let equals = pair.firstIndex(of: "=") else { return String(pair) }
            let name = PercentCoding.decoded(pair[..<equals])
            let value = pair[pair.index(after: equals)...]
            guard !value.isEmpty, Self.isSecret(name: name) || Self.isSecret(value: value) else { return String(pair) }
            return pair[...equals] + placeholder(name)
        }.joined(separator: "&")
    }

    /// A header's value without its secret: all of it, or what follows the scheme in `Authorization` (RFC 9110 §11.4).
    mutating func masked(header: Scenario.Header) -> Scenario.Header {
        let name = header.name.lowercased()
        if name == "authorization" {
            let scheme = header.value.prefix { $0 != " " }
            switch scheme.lowercased() {
            case "basic":
                return .init(
                    header.name,
                    "Basic {{basic \(Self.source).\(column("user")) \(Self.source).\(column("password"))}}")
            case "bearer": return .init(header.name, "Bearer \(placeholder("token"))")
            default:
                let rest = header.value.count > scheme.count
                return .init(header.name, (rest ? "\(scheme) " : "") + placeholder("authorization"))
            }
        }
        if name == "cookie" {
            let pairs = header.value.split(separator: ";").map { pair in
                let name = String(pair.prefix { $0 != "=" }.trimmed)
                return "\(name)=\(placeholder("cookie_\(name)"))"
            }
            return .init(header.name, pairs.joined(separator: "; "))
        }
        guard Self.isSecret(name: name) || Self.isSecret(value: header.value) else { return header }
        return .init(header.name, placeholder(header.name))
    }
}
