import HoneCore
import HoneYAML
import NIOSSL

/// Reads a scenario file key by key. What is about YAML (keys, types, units, files) is refused here; what is about the
/// scenario as such by `Scenario.validate()`, whose field paths ``places`` turns back into lines.
struct ScenarioReader {
    /// What relative paths in the file start from.
    let folder: String
    var places: FieldPlaces

    /// Keys of a class of users that may stand at the top when there is one class.
    private static let classKeys = [
        "order", "think_time", "cookies", "headers", "basic", "bearer", "on_start", "tasks",
    ]
    private static let topKeys =
        [
            "target", "load", "timeout", "seed", "http", "keep_alive", "users_per_connection", "unix_socket", "tls",
            "accept_encoding", "redirects", "allow_remote", "cache", "thresholds", "data", "users",
        ] + classKeys
    /// Keys that may stand there with nothing under them, as when every line under them is commented out.
    private static let emptyKeys: Set<String> = [
        "load", "tls", "thresholds", "data", "on_start", "headers", "tags", "check", "save",
    ]

    init(file: String, folder: String) {
        self.folder = folder
        places = FieldPlaces(file: file)
    }

    mutating func scenario(_ text: String) throws(FileError) -> Scenario {
        let top = try YAMLSection(file: places.file, text: text, hint: "docs/scenario.md shows the form")
        try allow(Self.topKeys, in: top)
        if let target = top.value("target") { places.note("target", target) }
        var scenario = Scenario(target: try top.required("target"), classes: [])
        try readSettings(top, into: &scenario)
        try readTransport(top, into: &scenario.transport)
        if let load = try top.section("load") {
            (scenario.load, scenario.warmUp) = try readLoad(load)
        }
        scenario.data = try readData(top)
        scenario.classes = try readClasses(top)
        scenario.thresholds = try readThresholds(top, classes: scenario.classes)
        return scenario
    }

    private mutating func readSettings(_ top: YAMLSection, into scenario: inout Scenario) throws(FileError) {
        if let value = top.value("timeout") { scenario.timeout = try seconds(value, "timeout") }
        if let value = top.value("seed") {
            guard let seed = UInt64(try value.text()) else { throw value.wrongType("a whole number of 0 or more") }
            scenario.seed = seed
        }
        if let value = top.value("accept_encoding") {
            places.note("acceptEncoding", value)
            let text = try value.text()
            scenario.acceptEncoding = text == "none" ? nil : text
        }
        if let value = top.value("redirects") {
            places.note("redirects", value)
            scenario.redirects = try value.integer(in: 0...20, "a whole number from 0 to 20")
        }
        if let value = try top.boolean("allow_remote") { scenario.allowRemote = value }
        if let value = try top.boolean("cache") { scenario.revalidate = value }
    }

    private mutating func readTransport(
        _ top: YAMLSection, into transport: inout Scenario.Transport
    ) throws(FileError) {
        if let value = top.value("http") {
            places.note("transport.version", value)
            transport.version = try choice(value)
        }
        if let value = top.value("keep_alive") {
            places.note("transport.keepAlive", value)
            transport.keepAlive = try value.boolean()
        }
        if let value = top.value("users_per_connection") {
            places.note("transport.usersPerConnection", value)
            transport.usersPerConnection = try value.integer(in: 1...1_000, "a whole number from 1 to 1000")
        }
        if let value = top.value("unix_socket") {
            places.note("transport.unixSocket", value)
            transport.unixSocket = path(try value.text())
        }
        guard let tls = try top.section("tls") else { return }
        try allow(["insecure", "authorities"], in: tls)
        if let value = try tls.boolean("insecure") { transport.insecure = value }
        guard let value = tls.value("authorities") else { return }
        places.note("transport.authorities", value)
        let file = path(try value.text())
        let bytes: [UInt8]
        do {
            bytes = try readFile(file, limit: 16 << 20)
        } catch {
            throw value.invalid("\(error.problem).", remedy: error.remedy)
        }
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
            throw value.invalid(
                "'\(file)' holds no certificate.", remedy: "Name a PEM file: -----BEGIN CERTIFICATE----- and so on.")
        }
        transport.authorities = file
    }

    private mutating func readClasses(_ top: YAMLSection) throws(FileError) -> [Scenario.UserClass] {
        guard let users = top.value("users") else {
            guard top.value("tasks") != nil else { throw top.missing("tasks") }
            return [try readClass(top, index: 0, name: nil, weight: nil)]
        }
        for key in Self.classKeys where top.value(key) != nil {
            throw top.invalid(
                key, "it stands at the top, but the classes of users stand under 'users'.",
                remedy: "Move it into each class that it is for.")
        }
        if case .text = users.kind {
            throw users.invalid(
                "classes of users are expected here, not how many users there are.",
                remedy: "Write the number under load: 'load: { users: 10 }'.")
        }
        var classes: [Scenario.UserClass] = []
        let values = try users.list("a list of classes of users")
        places.note("classes", users)
        for (index, value) in values.enumerated() {
            let section = try value.section()
            try allow(["name", "weight"] + Self.classKeys, in: section)
            guard section.value("tasks") != nil else { throw section.missing("tasks") }
            let name = try section.string("name") ?? (values.count == 1 ? nil : "users \(index + 1)")
            if let name, classes.contains(where: { $0.name == name }) {
                throw section.invalid(
                    "name", "two classes are called '\(name)'.", remedy: "Give each a name of its own.")
            }
            classes.append(try readClass(section, index: index, name: name, weight: section.number("weight")))
        }
        return classes
    }

    private mutating func readThresholds(
        _ top: YAMLSection, classes: [Scenario.UserClass]
    ) throws(FileError) -> [LoadThreshold] {
        let tasks = classes.flatMap { $0.onStart + $0.tasks }
        var scopes: [String] = []
        for name in tasks.map(\.name) + tasks.flatMap(\.tags) where !scopes.contains(name) { scopes.append(name) }
        var result: [LoadThreshold] = []
        for (index, value) in try top.values("thresholds").enumerated() {
            places.note("thresholds[\(index)]", value)
            if case .section = value.kind {
                throw value.invalid(
                    "YAML takes the colon for that of a key.",
                    remedy: "Put the line in quotes: - \"GET /api/products: p99 < 1s\".")
            }
            let text = try value.text()
            let threshold: LoadThreshold
            do {
                threshold = try LoadThreshold(parsing: text)
            } catch {
                throw value.invalid("\"\(text)\" is no threshold.", remedy: "\(error.remedy).")
            }
            if let scope = threshold.scope, !scopes.contains(scope) {
                throw value.invalid(
                    "no task and no tag is called '\(scope)'.",
                    remedy: (nearest(to: scope, in: scopes).map { "Did you mean '\($0)'? " } ?? "")
                        + "There are: \(scopes.prefix(20).joined(separator: ", "))\(scopes.count > 20 ? " …" : "").")
            }
            result.append(threshold)
        }
        return result
    }
}

extension ScenarioReader {
    /// Refuses keys that are not known, and known ones with nothing behind them: most often their value stands at the
    /// wrong depth.
    func allow(_ known: [String], in section: YAMLSection) throws(FileError) {
        try section.allow(known)
        for (key, value) in try section.entries() where !Self.emptyKeys.contains(key) {
            if case .nothing = value.kind { throw value.wrongType("a value") }
        }
    }

    /// A path, from the scenario's folder unless it is absolute.
    func path(_ text: String) -> String {
        if text.hasPrefix("/") || folder.isEmpty || folder == "." { return text }
        return folder.hasSuffix("/") ? folder + text : "\(folder)/\(text)"
    }

    /// A time in seconds, noted as `field`.
    mutating func seconds(_ value: YAMLValue, _ field: String) throws(FileError) -> Double {
        places.note(field, value)
        return try seconds(value, text: try value.text("a time such as 10s"))
    }

    func seconds(_ value: YAMLValue, text: some StringProtocol) throws(FileError) -> Double {
        guard let quantity = Quantity(text) else {
            throw value.invalid("'\(text)' is no time of 0 or more.", remedy: "Write for example 500ms, 10s or 2min.")
        }
        guard let seconds = quantity.seconds else {
            throw value.invalid(
                quantity.unit.isEmpty ? "'\(text)' has no unit." : "'\(quantity.unit)' is no unit of time.",
                remedy: "Write one of us, ms, s, min and h behind the number: \(text.trimmed.prefix { $0.isNumber })s.")
        }
        return seconds
    }

    /// One of the words that an enumeration is written with.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ value: YAMLValue
    ) throws(FileError) -> Choice {
        let text = try value.text()
        guard let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue)
            throw value.invalid(
                "'\(text)' is none of \(words.joined(separator: ", ")).",
                remedy: "Write \(nearest(to: text, in: words) ?? words.first ?? "one of them").")
        }
        return choice
    }
}
