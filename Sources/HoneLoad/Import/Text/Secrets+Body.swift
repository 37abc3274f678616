import HoneCore

extension Secrets {
    /// A recorded request body without its secrets.
    enum Body: Equatable {
        /// The body to send.
        case clean(String)
        /// A body in which a secret may be that cannot be told apart from the rest, or whose braces would be taken for
        /// values to fill in.
        case unfit(String)
    }

    /// A body without secrets: members of JSON, pairs of a form, parts of a multipart form. A body that holds none
    /// stays as it is, byte for byte.
    /// - Parameter type: the `Content-Type` it was sent with; JSON is recognised without.
    mutating func masked(body: String, type: String) -> Body {
        let media = type.prefix { $0 != ";" }.trimmed.lowercased()
        // Whatever type it was sent with: curl calls everything a form.
        if let start = body.trimmed.first, start == "{" || start == "[",
            let node = try? JSONNode(parsing: Array(body.utf8))
        {
            return .clean(masked(json: node, as: body))
        }
        if media == "application/x-www-form-urlencoded" {
            return .clean(maskedPairs(body.replacing("{{", with: "%7B%7B")))
        }
        if media.hasPrefix("multipart/") { return masked(multipart: body) }
        return checked(body)
    }

    private mutating func masked(json node: JSONNode, as body: String) -> String {
        let before = columns
        var found = false
        var copy = self
        let text = node.json { member in
            let value = member.value.text ?? ""
            guard !value.isEmpty, Self.isSecret(name: member.name) || Self.isSecret(value: value),
                member.value != .bool(true), member.value != .bool(false)
            else { return nil }
            found = true
            return copy.placeholder(member.name)
        }
        self = copy
        return found || columns != before || body.contains("{{") ? text : body
    }

    /// RFC 7578: parts between lines that start with the boundary, each with its name in `Content-Disposition`.
    private mutating func masked(multipart body: String) -> Body {
        guard body.hasPrefix("--"), !body.contains("{{"),
            let boundary = body.split(whereSeparator: \.isNewline).first.map({ String($0.trimmed) })
        else { return checked(body) }
        var parts: [String] = []
        for part in body.split(separator: boundary, omittingEmptySubsequences: false) {
            guard let blank = part.firstRange(of: "\r\n\r\n"),
                let name = part[..<blank.lowerBound].firstMatch(of: /[; ]name="([^"]*)"/)?.output.1,
                Self.isSecret(name: String(name))
            else {
                parts.append(String(part))
                continue
            }
            parts.append(part[..<blank.upperBound] + placeholder(String(name)) + "\r\n")
        }
        return .clean(parts.joined(separator: boundary))
    }

    private func checked(_ body: String) -> Body {
        if body.contains("{{") { return .unfit("holds double braces") }
        let names = body.split { !$0.isLetter && $0 != "_" && $0 != "-" }
        let values = body.split { !$0.isLetter && !$0.isNumber && !"_-.".contains($0) }
        if names.contains(where: { Self.isSecret(name: String($0)) })
            || values.contains(where: { Self.isSecret(value: $0) })
        {
            return .unfit("may hold a secret in a form that Hone does not read")
        }
        return .clean(body)
    }
}
