extension OpenAPIDocument {
    /// What a request needs so that it is let in.
    struct Credentials: Equatable {
        var headers: [Scenario.Header] = []
        /// Pairs for the query.
        var query: [String] = []
    }

    /// The first of an operation's security requirements that Hone can meet, with placeholders for the secrets.
    /// - Returns: no headers when none is needed; nil when none can be met.
    func credentials(_ operation: Operation, _ secrets: inout Secrets) -> Credentials? {
        guard let requirements = (operation.node["security"] ?? root["security"])?.elements, !requirements.isEmpty,
            !requirements.contains(.object([]))
        else { return Credentials() }
        for requirement in requirements {
            var tried = secrets
            var found: Credentials? = Credentials()
            for scheme in requirement.members.map(\.name) {
                let node = resolved(root["components"]?["securitySchemes"]?[scheme] ?? .null)
                if !Self.add(node, to: &found, &tried) { found = nil }
            }
            if let found {
                secrets = tried
                return found
            }
        }
        return nil
    }

    private static func add(_ scheme: JSONNode, to found: inout Credentials?, _ secrets: inout Secrets) -> Bool {
        switch (scheme["type"]?.string ?? "", scheme["scheme"]?.string?.lowercased() ?? "") {
        case ("http", "basic"): found?.headers.append(secrets.masked(header: .init("Authorization", "Basic")))
        case ("http", "bearer"), ("oauth2", _), ("openIdConnect", _):
            found?.headers.append(secrets.masked(header: .init("Authorization", "Bearer")))
        case ("apiKey", _):
            guard let name = scheme["name"]?.string else { return false }
            switch scheme["in"]?.string {
            case "header": found?.headers.append(.init(name, secrets.placeholder(name)))
            case "cookie": found?.headers.append(.init("Cookie", "\(name)=\(secrets.placeholder(name))"))
            case "query": found?.query.append("\(name)=\(secrets.placeholder(name))")
            default: return false
            }
        default: return false
        }
        return true
    }
}
