import HoneYAML

extension ScenarioDraft {
    /// Everything above the classes of users. What is as it would be without a word is not written.
    mutating func writeTop(remarks: [String]) {
        add(comment: "What users do, for `hone load`. Every key is explained in docs/scenario.md.")
        if !remarks.isEmpty { add("#") }
        for remark in remarks { add(comment: "- \(remark)") }
        add("target: \(YAMLText.quoted(scenario.target))")
        if scenario.allowRemote { add("allow_remote: true") }
        writeLoad()
        if scenario.timeout != 30 { add("timeout: \(decimal(scenario.timeout))s") }
        if scenario.seed != 1 { add("seed: \(scenario.seed)") }
        writeTransport()
        if scenario.acceptEncoding != "gzip, br, zstd" {
            add("accept_encoding: \(scenario.acceptEncoding.map(YAMLText.quoted) ?? "none")")
        }
        if scenario.redirects != 0 { add("redirects: \(scenario.redirects)") }
        if scenario.revalidate { add("cache: true") }
        writeThresholds()
        writeData()
    }

    private mutating func writeLoad() {
        let load = scenario.load
        add("")
        add(
            comment: load.isOpen
                ? "Arrivals per second, whether or not earlier ones were answered; `users:` would be users who wait."
                : "Users, each of whom waits for its answer; `rate: 100/s` would be arrivals that do not wait.")
        add("load:")
        if let stage = load.stages.first, load.stages.count == 1, stage.hold > 0, stage.level > 0 {
            add(level(stage), indent: 2)
            if stage.ramp > 0 { add("ramp: \(decimal(stage.ramp))s", indent: 2) }
            add("duration: \(decimal(stage.hold))s", indent: 2)
        } else {
            add("stages:", indent: 2)
            for stage in load.stages {
                let ramp = stage.ramp > 0 ? ", ramp: \(decimal(stage.ramp))s" : ""
                let hold = stage.hold > 0 ? ", hold: \(decimal(stage.hold))s" : ""
                add("- { \(level(stage))\(ramp)\(hold) }", indent: 4)
            }
        }
        if scenario.warmUp > 0 { add("warm_up: \(decimal(scenario.warmUp))s", indent: 2) }
        guard load.isOpen else { return }
        if load.mostUsers != 1_000 { add("max_users: \(load.mostUsers)", indent: 2) }
        if load.model == .poisson { add("arrivals: poisson", indent: 2) }
    }

    private mutating func level(_ stage: Scenario.Load.Stage) -> String {
        if scenario.load.isOpen { return "rate: \(decimal(stage.level))/s" }
        if stage.level != stage.level.rounded() {
            unwritten.append("a stage of \(decimal(stage.level)) users is written as the whole number next to it")
        }
        return "users: \(decimal(stage.level.rounded()))"
    }

    private mutating func writeTransport() {
        let transport = scenario.transport
        if transport.version != .http1 { add("http: \(transport.version.rawValue)") }
        if !transport.keepAlive { add("keep_alive: false") }
        if transport.usersPerConnection != 1 { add("users_per_connection: \(transport.usersPerConnection)") }
        if let socket = transport.unixSocket { add("unix_socket: \(YAMLText.quoted(socket))") }
        var tls: [String] = []
        if transport.insecure { tls.append("insecure: true") }
        if let authorities = transport.authorities { tls.append("authorities: \(YAMLText.quoted(authorities))") }
        if !tls.isEmpty { add("tls: { \(tls.joined(separator: ", ")) }") }
    }

    private mutating func writeThresholds() {
        guard !scenario.thresholds.isEmpty else { return }
        add("")
        add(comment: "What must hold for the run to pass.")
        add("thresholds:")
        for threshold in scenario.thresholds { add("- \(YAMLText.quoted(threshold.description))", indent: 2) }
    }

    private mutating func writeData() {
        guard !scenario.data.isEmpty else { return }
        add("")
        add(comment: "Values for requests, as {{name.column}}.")
        add("data:")
        for source in scenario.data {
            let pick = source.pick == .sequential ? "" : ", pick: \(source.pick.rawValue)"
            if source.rows.count > mostInline || source.rows.isEmpty || source.columns.isEmpty {
                let file = fileName(source.name)
                files.append(.init(name: file, contents: CSVText.text(columns: source.columns, rows: source.rows)))
                add("\(YAMLText.scalar(source.name)): { file: \(YAMLText.quoted(file))\(pick) }", indent: 2)
                continue
            }
            add("\(YAMLText.scalar(source.name)):", indent: 2)
            add("rows:", indent: 4)
            for row in source.rows {
                let pairs = zip(source.columns, row).map { "\(YAMLText.scalar($0)): \(YAMLText.quoted($1))" }
                add("- { \(pairs.joined(separator: ", ")) }", indent: 6)
            }
            if source.pick != .sequential { add("pick: \(source.pick.rawValue)", indent: 4) }
        }
    }

    /// A name that leaves its folder for nothing, and is not taken yet.
    private func fileName(_ source: String) -> String {
        let plain = String(
            source.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") ? $0 : "-" })
        var file = "\(name)-\(plain).csv"
        var number = 2
        while files.contains(where: { $0.name == file }) {
            file = "\(name)-\(plain)-\(number).csv"
            number += 1
        }
        return file
    }
}
