import Foundation
import HoneCore
import HonePostgres
import HoneYAML

extension Target {
    /// Reads `hone.yaml`. Nothing is guessed: an unknown key, a wrong type or a threshold without a unit is refused
    /// with its line before any request is sent.
    /// - Parameters:
    ///   - text: the YAML.
    ///   - file: its name, for messages.
    /// - Throws: `AgentError` with status `usage`.
    public init(yaml text: String, file: String = "hone.yaml") throws {
        do {
            try self.init(reading: text, file: file)
        } catch let error as FileError {
            throw AgentError(.usage, error.located, remedy: error.remedy)
        }
    }

    private init(reading text: String, file: String) throws {
        let top = try YAMLSection(file: file, text: text, hint: "`hone init` writes a file to compare with")
        try top.allow([
            "target", "login", "endpoints", "pages", "database", "monitor", "switches", "thresholds", "load", "trial",
        ])
        guard let section = try top.section("target") else {
            throw AgentError(
                .usage, "\(file): 'target' is missing.",
                remedy: "Add 'target:' with a line 'url: http://127.0.0.1:8000'.")
        }
        self.init(url: try section.required("url"))
        try readTarget(section)
        if let login = try top.section("login") { try readLogin(login) }
        endpoints = try top.sections("endpoints").map(Endpoint.init(section:))
        pages = try top.strings("pages")
        if let section = try top.section("database") {
            try readDatabase(section)
        }
        if let section = try top.section("monitor") { try readMonitor(section) }
        if let section = try top.section("switches") { try readSwitches(section) }
        if let section = try top.section("thresholds") { try readThresholds(section) }
        if let section = try top.section("load") { try readLoad(section) }
        if let section = try top.section("trial") { try readTrial(section) }
    }

    private mutating func readTarget(_ section: YAMLSection) throws {
        try section.allow(["url", "start", "environment", "ready", "ready_timeout", "insecure_tls", "allow_remote"])
        guard let parsed = URL(string: url), let scheme = parsed.scheme, ["http", "https"].contains(scheme),
            parsed.host != nil
        else {
            throw section.invalid(
                "url", "'\(url)' is not the address of a web application.",
                remedy: "Write for example http://127.0.0.1:8000.")
        }
        while url.hasSuffix("/") { url.removeLast() }
        start = try section.string("start")
        environment = try section.texts("environment")
        if let path = try section.string("ready") { ready.path = path }
        if let seconds = try section.duration("ready_timeout") { ready.timeout = seconds / 1_000 }
        insecureTLS = try section.boolean("insecure_tls") ?? false
        allowRemote = try section.boolean("allow_remote") ?? false
    }

    private mutating func readLogin(_ section: YAMLSection) throws {
        try section.allow(["request", "body", "token", "cookie"])
        let request = try section.required("request")
        guard let (method, path) = splitRequest(request), method == "POST" else {
            throw section.invalid(
                "request", "'\(request)' is not a POST request.", remedy: "Write for example POST /api/auth/login.")
        }
        let credential: Login.Credential
        switch (try section.string("token"), try section.string("cookie")) {
        case (let pointer?, nil) where pointer.hasPrefix("/"): credential = .token(pointer)
        case (nil, let name?): credential = .cookie(name)
        default:
            throw section.invalid(
                "token", "the login needs one of 'token' (a JSON Pointer such as /token) and 'cookie' (its name).",
                remedy: "Write the one that the application answers with.")
        }
        login = Login(path: path, body: try section.required("body"), credential: credential)
    }

    private mutating func readDatabase(_ section: YAMLSection) throws {
        try section.allow(["path", "postgres"])
        guard let address = try section.string("postgres") else {
            database = try section.required("path")
            return
        }
        guard try section.string("path") == nil else {
            throw section.invalid(
                "postgres", "a database is either an SQLite file ('path') or PostgreSQL ('postgres').",
                remedy: "Leave one of the two out.")
        }
        do {
            postgres = try PostgresAddress(address)
        } catch let problem as PostgresProblem {
            throw section.invalid("postgres", "\(problem.found).", remedy: problem.remedy)
        }
    }

    private mutating func readSwitches(_ section: YAMLSection) throws {
        try section.allow(PatternID.allCases.map(\.rawValue))
        for pattern in PatternID.allCases {
            guard let row = try section.section(pattern.rawValue) else { continue }
            try row.allow(["environment", "append", "flag"])
            switches[pattern] = Switch(
                environment: try row.texts("environment"), append: try row.texts("append"), flag: try row.string("flag")
            )
        }
    }

    private mutating func readThresholds(_ section: YAMLSection) throws {
        try section.allow(Metric.allCases.map(\.rawValue))
        for index in thresholds.indices {
            let metric = thresholds[index].metric
            guard let text = try section.string(metric.rawValue) else { continue }
            do {
                thresholds[index] = try Threshold(metric, parsing: text)
            } catch let error {
                throw section.invalid(metric.rawValue, "\(error).", remedy: "Give the number its unit.")
            }
        }
    }

    private mutating func readLoad(_ section: YAMLSection) throws {
        try section.allow(["users", "reference", "seconds", "think_time", "timeout"])
        if let users = try section.integers("users") {
            guard !users.isEmpty else {
                throw section.invalid(
                    "users", "the list is empty.", remedy: "Write for example [10, 25, 50, 100, 200].")
            }
            load.users = users.sorted()
        }
        load.reference = try section.integer("reference") ?? nearest(to: load.reference, in: load.users)
        guard load.users.contains(load.reference) else {
            throw section.invalid(
                "reference", "\(load.reference) users is not one of the levels \(load.users).",
                remedy: "Name one of 'users', or leave the line out.")
        }
        if let seconds = try section.number("seconds") { load.seconds = seconds }
        guard load.seconds >= 1 else {
            throw section.invalid("seconds", "less than a second measures nothing.", remedy: "Write 5.")
        }
        if let milliseconds = try section.duration("timeout") { load.timeout = milliseconds / 1_000 }
        if let text = try section.string("think_time") { load.thinkTime = try section.range("think_time", text) }
    }

    private mutating func readTrial(_ section: YAMLSection) throws {
        try section.allow(["users", "think_time", "seconds", "blocks", "minimum_gain", "network"])
        trial.users = try section.integer("users") ?? trial.users
        if let text = try section.string("think_time") { trial.thinkTime = try section.range("think_time", text) }
        trial.seconds = try section.number("seconds") ?? trial.seconds
        trial.blocks = try section.integer("blocks") ?? trial.blocks
        guard trial.blocks >= 4, trial.blocks.isMultiple(of: 2), trial.blocks <= 64 else {
            throw section.invalid(
                "blocks", "\(trial.blocks) blocks a side cannot be laid out as A B B A with an interval.",
                remedy: "Write an even number from 4 to 64.")
        }
        if let text = try section.string("minimum_gain") {
            trial.minimumGain = try section.percent("minimum_gain", text)
        }
        trial.network = try section.number("network") ?? trial.network
        guard trial.network > 0 else {
            throw section.invalid("network", "0 megabits per second deliver nothing.", remedy: "Write 10.")
        }
    }
}

extension Target.Endpoint {
    init(section: YAMLSection) throws {
        try section.allow(["request", "paths", "body", "weight"])
        let request = try section.required("request")
        guard let (method, path) = splitRequest(request) else {
            throw section.invalid(
                "request", "'\(request)' is not a request.", remedy: "Write a method and a path: GET /api/products.")
        }
        let paths = try section.strings("paths")
        if paths.isEmpty, path.contains("{"), !path.contains("{{") {
            throw section.invalid(
                "request", "'\(path)' has a variable part and no concrete path to ask for.",
                remedy: "Add 'paths: [\(path.replacing(/\{[^}]*\}/, with: "1"))]'.")
        }
        self.init(
            method: method, template: path, paths: paths, body: try section.string("body"),
            weight: try section.number("weight") ?? 1)
    }
}

extension YAMLSection {
    /// A quantity of time, in milliseconds.
    func duration(_ key: String) throws -> Double? {
        guard let text = try string(key) else { return nil }
        do {
            return try Unit.milliseconds.parse(text)
        } catch let error {
            throw invalid(key, "\(error).", remedy: "Give the number its unit.")
        }
    }

    /// `200ms-1s`, or one time for both ends; in milliseconds.
    func range(_ key: String, _ text: String) throws -> ClosedRange<Double> {
        let ends = text.split(separator: "-", maxSplits: 1).map(String.init)
        do {
            let low = try Unit.milliseconds.parse(ends.first ?? "")
            let high = ends.count == 2 ? try Unit.milliseconds.parse(ends[1]) : low
            guard low <= high else {
                throw invalid(
                    key, "'\(text)' ends before it begins.", remedy: "Write the shorter time first: 200ms-1s.")
            }
            return low...high
        } catch let error as QuantityError {
            throw invalid(key, "\(error).", remedy: "Write for example 200ms-1s.")
        }
    }

    /// A percentage as a share of 1.
    func percent(_ key: String, _ text: String) throws -> Double {
        do {
            return try Unit.percent.parse(text) / 100
        } catch let error {
            throw invalid(key, "\(error).", remedy: "Write for example 2%.")
        }
    }
}

/// `GET /path` as its two parts.
func splitRequest(_ text: String) -> (method: String, path: String)? {
    let parts = text.split(separator: " ", maxSplits: 1)
    let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    guard parts.count == 2, methods.contains(String(parts[0])), parts[1].hasPrefix("/"), !parts[1].contains(" ") else {
        return nil
    }
    return (String(parts[0]), String(parts[1]))
}

func nearest(to wanted: Int, in values: [Int]) -> Int {
    values.min { abs($0 - wanted) < abs($1 - wanted) } ?? wanted
}
