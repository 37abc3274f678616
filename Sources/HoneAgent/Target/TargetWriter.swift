import HoneCore
import HonePostgres
import HoneYAML

extension Target {
    /// The text of a commented `hone.yaml` that reads back as this target.
    /// - Parameter notes: what a person should know, put at the top as comments.
    public func yaml(notes: [String] = []) -> String {
        var lines = ["# What Hone measures and what it may do. Every key is explained in docs/hone-yaml.md."]
        if !notes.isEmpty { lines += ["#", "# Left out by `hone init`:"] + notes.flatMap(YAMLText.comment) }
        lines += ["", "target:", "  url: \(quoted(url))"]
        if let start {
            lines += ["  # Hone starts the application with this and stops it again.", "  start: \(quoted(start))"]
        } else {
            lines += [
                "  # With a start command Hone can see queries, try fixes and undo what load writes:",
                "  # start: \"command that starts the application\"",
            ]
        }
        lines += ["  # The application is up when this path answers.", "  ready: \(quoted(ready.path))"]
        if insecureTLS { lines.append("  insecure_tls: true") }
        if allowRemote { lines.append("  allow_remote: true") }
        lines += loginLines + endpointLines
        lines += ["", "# Pages that people open in a browser."]
        lines += pages.isEmpty ? ["pages: []"] : ["pages:"] + pages.map { "  - \(quoted($0))" }
        lines += databaseLines + switchLines
        lines += [
            "", "# Good enough. `hone optimize` ends with exit status 0 when all that was measured are met.",
            "thresholds:",
        ]
        lines += thresholds.map { "  \($0.metric.rawValue): \(number($0.value))\($0.metric.unit.suffix)" }
        lines += [
            "", "# The load of the baseline: users at once, level by level.", "load:",
            "  users: [\(load.users.map(String.init).joined(separator: ", "))]",
            "  reference: \(load.reference)   # the level that the response thresholds are held against",
            "  seconds: \(number(load.seconds))",
            "  think_time: \(number(load.thinkTime.lowerBound))ms-\(number(load.thinkTime.upperBound))ms",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private var loginLines: [String] {
        guard let login else {
            return [
                "", "# If users have to log in:", "# login:", "#   request: POST /login",
                "#   body: '{\"email\": \"test@example.com\", \"password\": \"…\"}'",
                "#   token: /token      # where the answer holds a bearer token; or  cookie: name",
            ]
        }
        let credential =
            switch login.credential {
            case .token(let pointer): "  token: \(quoted(pointer))"
            case .cookie(let name): "  cookie: \(quoted(name))"
            }
        return [
            "", "login:", "  request: \(quoted("POST \(login.path)"))", "  body: \(quoted(login.body))", credential,
        ]
    }

    private var endpointLines: [String] {
        var lines = ["", "# What users do; the weights are shares of all requests.", "endpoints:"]
        if endpoints.isEmpty {
            return lines + ["  # none was found: add lines such as", "  # - request: GET /api/products"]
        }
        for endpoint in endpoints {
            lines.append("  - request: \(quoted(endpoint.name))")
            if endpoint.paths != [endpoint.template] {
                lines.append("    paths: [\(endpoint.paths.map(quoted).joined(separator: ", "))]")
            }
            if let body = endpoint.body { lines.append("    body: \(quoted(body))") }
            if endpoint.weight != 1 { lines.append("    weight: \(number(endpoint.weight))") }
        }
        return lines
    }

    private var databaseLines: [String] {
        if let postgres {
            return [
                "", "# Hone reads its statistics and tries indices on copies of it.", "database:",
                "  postgres: \(quoted(postgres.secretText))",
            ]
        }
        guard let database else { return ["", "# The SQLite file:", "# database:", "#   path: app.db"] }
        return [
            "", "# Hone works on copies, and changes the file itself only with a backup and an undo.", "database:",
            "  path: \(quoted(database))",
        ]
    }

    private var switchLines: [String] {
        var lines = ["", "# Patterns that the application already has a switch for; Hone tries each by restarting it."]
        if switches.isEmpty {
            return lines + [
                "# switches:", "#   PAT-013: { environment: { COMPRESS: \"1\" } }", "#   PAT-010: { flag: \"--pool\" }",
            ]
        }
        lines.append("switches:")
        for (pattern, row) in switches.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(pattern.rawValue):")
            for (key, map) in [("environment", row.environment), ("append", row.append)] where !map.isEmpty {
                let pairs = map.sorted { $0.key < $1.key }.map { "\(YAMLText.scalar($0.key)): \(quoted($0.value))" }
                lines.append("    \(key): { \(pairs.joined(separator: ", ")) }")
            }
            if let flag = row.flag { lines.append("    flag: \(quoted(flag))") }
        }
        return lines
    }

    private func quoted(_ text: String) -> String { YAMLText.quoted(text) }

    private func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}

extension HoneCore.Unit {
    /// How the unit is written after a number in `hone.yaml`.
    fileprivate var suffix: String {
        switch self {
        case .milliseconds, .megabytes, .percent: rawValue
        case .users, .points: " \(rawValue)"
        }
    }
}
