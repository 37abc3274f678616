import HoneYAML

extension ScenarioDraft {
    /// The classes of users; a single one that has no name of its own stands at the top.
    mutating func writeClasses() {
        add("")
        if scenario.classes.count == 1, let users = scenario.classes.first, users.name == "users", users.weight == 1 {
            return write(users, indent: 0)
        }
        add("users:")
        for users in scenario.classes {
            add("- name: \(YAMLText.quoted(users.name))", indent: 2)
            if users.weight != 1 { add("weight: \(decimal(users.weight))", indent: 4) }
            write(users, indent: 4)
        }
    }

    private mutating func write(_ users: Scenario.UserClass, indent: Int) {
        if users.order == .sequence {
            add(comment: "One task after the other, then again from the first.", indent: indent)
            add("order: sequence", indent: indent)
        }
        if let pause = Self.text(users.thinkTime) {
            add(comment: "The pause after each task.", indent: indent)
            add("think_time: \(pause)", indent: indent)
        }
        if users.keepsCookies { add("cookies: true", indent: indent) }
        write(headers: users.headers, indent: indent)
        if !users.onStart.isEmpty {
            add(comment: "What each user does once, before its tasks.", indent: indent)
            add("on_start:", indent: indent)
            write(users.onStart, indent: indent + 2)
        }
        add("tasks:", indent: indent)
        write(users.tasks, indent: indent + 2)
    }

    static func text(_ thinkTime: Scenario.ThinkTime) -> String? {
        switch thinkTime {
        case .none, .constant(0): nil
        case .constant(let seconds): "\(decimal(seconds))s"
        case .uniform(let from, let to): "\(decimal(from))s-\(decimal(to))s"
        case .normal(let mean, let deviation): "{ normal: \(decimal(mean))s, deviation: \(decimal(deviation))s }"
        case .pacing(let seconds): "{ pacing: \(decimal(seconds))s }"
        }
    }

    mutating func write(headers: [Scenario.Header], indent: Int) {
        guard !headers.isEmpty else { return }
        // A name can stand in a mapping once; several lines of a header mean the same as one with commas between
        // their values (RFC 9110 §5.2).
        var merged: [Scenario.Header] = []
        for header in headers {
            if let index = merged.firstIndex(where: { $0.name == header.name }) {
                merged[index].value += ", \(header.value)"
            } else {
                merged.append(header)
            }
        }
        add("headers:", indent: indent)
        for header in merged {
            add("\(YAMLText.scalar(header.name)): \(YAMLText.quoted(header.value))", indent: indent + 2)
        }
    }

    private mutating func write(_ tasks: [Scenario.Task], indent: Int) {
        // Tasks of one name must have one request line, since statistics are kept under the name.
        var requests: [String: String] = [:]
        for task in tasks {
            let request = requests[task.name] ?? Self.request(task)
            requests[task.name] = request
            write(task, request: request, indent: indent)
        }
    }

    /// `METHOD /path`: the name if it is one, else of the first path.
    private static func request(_ task: Scenario.Task) -> String {
        let prefix = "\(task.method) /"
        let isRequest =
            task.name.hasPrefix(prefix) && !task.name.contains { $0.isNewline || $0 == "\t" }
            && task.name.last?.isWhitespace == false
        return isRequest ? task.name : "\(task.method) \(task.paths.first ?? "/")"
    }

    private mutating func write(_ task: Scenario.Task, request: String, indent: Int) {
        if task == Scenario.Task(task.method, task.paths.first ?? "/"), request == task.name, !hasBraces(task.name) {
            return add("- \(YAMLText.scalar(request))", indent: indent)
        }
        add("- request: \(YAMLText.scalar(request))", indent: indent)
        let inner = indent + 2
        if task.name != request { add("name: \(YAMLText.quoted(task.name))", indent: inner) }
        if request != "\(task.method) \(task.paths.first ?? "")" || task.paths.count != 1 || hasBraces(request) {
            let list = YAMLText.list(task.paths)
            if list.count + inner < 110 {
                add("paths: \(list)", indent: inner)
            } else {
                add("paths:", indent: inner)
                for path in task.paths { add("- \(YAMLText.scalar(path))", indent: inner + 2) }
            }
        }
        if task.weight != 1 { add("weight: \(decimal(task.weight))", indent: inner) }
        write(headers: task.headers, indent: inner)
        if let body = task.body { add("body: \(YAMLText.quoted(body))", indent: inner) }
        if let timeout = task.timeout { add("timeout: \(decimal(timeout))s", indent: inner) }
        if !task.tags.isEmpty { add("tags: \(YAMLText.list(task.tags))", indent: inner) }
        write(checks: task.checks, of: task.name, indent: inner)
        write(task.saves, indent: inner)
    }

    private func hasBraces(_ text: String) -> Bool { text.contains("{") || text.contains("}") }

    private mutating func write(_ saves: [Scenario.Save], indent: Int) {
        guard !saves.isEmpty else { return }
        add("save:", indent: indent)
        for save in saves {
            let place =
                switch save.place {
                case .json(let pointer): pointer
                case .header(let name): "header \(name)"
                case .cookie(let name): "cookie \(name)"
                case .regex(let pattern): "regex \(pattern)"
                }
            add("\(YAMLText.scalar(save.name)): \(YAMLText.quoted(place))", indent: indent + 2)
        }
    }
}
