/// A scenario checked and turned into bytes: what every event loop shares and nothing changes.
struct RequestPlan: Sendable {
    struct PlannedTask: Sendable {
        let name: String
        let tags: [String]
        let variants: [RequestTemplate]
        let expectation: Expectation
        /// What the sink has to keep of every answer: what is expected, cookies, and where a redirect leads.
        let interest: LoadSink.Interest
        let timeoutNanoseconds: UInt64
        let isHead: Bool
        /// Safe to send again when a reused connection turned out to be closed (RFC 9110 §9.2.2, §9.3.1).
        let isRepeatable: Bool
        /// Whether a user's cache may answer it.
        let isCacheable: Bool
        /// What users do at their start.
        let isOnStart: Bool
    }

    struct PlannedClass: Sendable {
        /// Indices into ``RequestPlan/tasks``.
        let onStart: [Int]
        let tasks: [Int]
        let order: Scenario.UserClass.Order
        let keepsCookies: Bool
    }

    let origin: Origin
    let classes: [PlannedClass]
    let tasks: [PlannedTask]
    let names: ValueNames
    let data: DataTables
    /// Regular expressions, as checks and saved values refer to them.
    let patterns: [String]
    let schedule: Schedule

    init(_ scenario: Scenario, shard: Shard = .whole) throws(ScenarioError) {
        try scenario.validateNumbers()
        guard shard.count > 0, (0..<shard.count).contains(shard.index) else {
            throw ScenarioError(
                field: "shard", found: "index \(shard.index), count \(shard.count)",
                remedy: "needs a count of 1 or more, and an index from 0 to one below it")
        }
        let url = try ParsedURL(scenario.target, field: "target")
        guard url.origin.isLoopback || scenario.allowRemote || scenario.transport.unixSocket != nil else {
            throw ScenarioError(
                field: "target", found: scenario.target,
                remedy:
                    "is not this machine; load is only sent to localhost, 127.x.x.x or ::1 unless allowRemote is set")
        }
        guard !url.path.contains("?") else {
            throw ScenarioError(
                field: "target", found: scenario.target, remedy: "a query belongs into the paths of the tasks")
        }
        origin = url.origin
        names = try ValueNames(scenario)
        data = DataTables(scenario)
        var planner = Planner(
            scenario: scenario, origin: origin, names: names,
            base: url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path)
        var classes: [PlannedClass] = []
        for (index, users) in scenario.classes.enumerated() {
            classes.append(try planner.plan(users, field: "classes[\(index)]"))
        }
        self.classes = classes
        tasks = planner.tasks
        patterns = planner.patterns
        schedule = Schedule(scenario, shard: shard)
        try validateThresholds(scenario.thresholds)
    }

    private func validateThresholds(_ thresholds: [LoadThreshold]) throws(ScenarioError) {
        for (index, threshold) in thresholds.enumerated() {
            guard let scope = threshold.scope else { continue }
            guard !tasks.contains(where: { $0.name == scope || $0.tags.contains(scope) }) else { continue }
            let known = Set(tasks.flatMap { [$0.name] + $0.tags }).sorted().joined(separator: ", ")
            throw ScenarioError(
                field: "thresholds[\(index)]", found: scope, remedy: "names no task and no tag; there are: \(known)")
        }
    }
}

/// Plans task after task.
private struct Planner {
    let scenario: Scenario
    let origin: Origin
    let names: ValueNames
    let base: String
    var tasks: [RequestPlan.PlannedTask] = []
    var patterns: [String] = []

    mutating func plan(_ users: Scenario.UserClass, field: String) throws(ScenarioError) -> RequestPlan.PlannedClass {
        var known: Set<Int> = []
        var onStart: [Int] = []
        for (index, task) in users.onStart.enumerated() {
            onStart.append(tasks.count)
            try add(task, of: users, field: "\(field).onStart[\(index)]", isOnStart: true, known: known)
            known.formUnion(tasks[tasks.count - 1].expectation.saves.map(\.slot))
        }
        // In sequence a value is known once its task has run; in random order nobody can tell.
        for task in users.tasks { known.formUnion(task.saves.compactMap { names.slots[$0.name] }) }
        var own: [Int] = []
        for (index, task) in users.tasks.enumerated() {
            own.append(tasks.count)
            try add(task, of: users, field: "\(field).tasks[\(index)]", isOnStart: false, known: known)
        }
        return RequestPlan.PlannedClass(
            onStart: onStart, tasks: own, order: users.order, keepsCookies: users.keepsCookies)
    }

    private mutating func add(
        _ task: Scenario.Task, of users: Scenario.UserClass, field: String, isOnStart: Bool, known: Set<Int>
    ) throws(ScenarioError) {
        try RequestRules.check(method: task.method, field: "\(field).method")
        guard !task.paths.isEmpty else {
            throw ScenarioError(field: "\(field).paths", found: "", remedy: "needs at least one path")
        }
        let expectation = try Expectation(task, field: field, names: names, patterns: &patterns)
        let headers = try headers(of: task, users, field: field, isOnStart: isOnStart, known: known)
        var variants: [RequestTemplate] = []
        for (index, path) in task.paths.enumerated() {
            let place = task.paths.count == 1 ? "\(field).path" : "\(field).paths[\(index)]"
            try check(path, place)
            let template = try RequestTemplate(
                method: task.method, authority: origin.authority, path: base + path, headers: headers, body: task.body,
                field: place, names: names)
            try checkSlots(of: template, known: known, field: place)
            variants.append(template)
        }
        var interest = expectation.interest
        if users.keepsCookies { interest.insert(.cookies) }
        if scenario.redirects > 0 { interest.insert(.location) }
        let isSafe = task.method == "GET" || task.method == "HEAD"
        tasks.append(
            RequestPlan.PlannedTask(
                name: task.name, tags: task.tags, variants: variants, expectation: expectation, interest: interest,
                timeoutNanoseconds: UInt64((task.timeout ?? scenario.timeout) * 1e9), isHead: task.method == "HEAD",
                isRepeatable: isSafe, isCacheable: task.method == "GET" && task.body == nil && !isOnStart,
                isOnStart: isOnStart))
    }

    /// A saved value of another class, or of a later step, is never there.
    private func checkSlots(of template: RequestTemplate, known: Set<Int>, field: String) throws(ScenarioError) {
        guard let missing = template.slots.subtracting(known).first,
            let name = names.slots.first(where: { $0.value == missing })?.key
        else { return }
        throw ScenarioError(
            field: field, found: "{{\(name)}}",
            remedy: "nothing that this class does before saves it; save it in onStart, or in a task of the class")
    }

    private func headers(
        of task: Scenario.Task, _ users: Scenario.UserClass, field: String, isOnStart: Bool, known: Set<Int>
    ) throws(ScenarioError) -> [Scenario.Header] {
        var headers = task.headers
        let own = Set(task.headers.map { $0.name.lowercased() })
        for header in users.headers where !own.contains(header.name.lowercased()) {
            let slots = try Template(header.value, field: "\(field).headers", names: names).slots
            if !isOnStart || slots.isSubset(of: known) { headers.append(header) }
        }
        for header in headers { try RequestRules.check(header, field: "\(field).headers") }
        let present = Set(headers.map { $0.name.lowercased() })
        if !present.contains("user-agent") { headers.append(.init("User-Agent", "hone")) }
        if let coding = scenario.acceptEncoding, !present.contains("accept-encoding") {
            guard coding.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
                throw ScenarioError(
                    field: "acceptEncoding", found: coding, remedy: "must be a header value without line breaks")
            }
            headers.append(.init("Accept-Encoding", coding))
        }
        if !scenario.transport.keepAlive, !present.contains("connection") {
            headers.append(.init("Connection", "close"))
        }
        return headers
    }

    /// White space in a request target would end it early (RFC 9112 §3.2); between braces it separates words.
    private func check(_ path: String, _ field: String) throws(ScenarioError) {
        // A path may also be a saved value as a whole, such as the place that a Location header named.
        guard path.hasPrefix("/") || path.hasPrefix("{{") else {
            throw ScenarioError(field: field, found: path, remedy: "a path starts with /")
        }
        for case .literal(let bytes) in try Template(path, field: field, names: names).segments
        where !bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x23 }) {
            throw ScenarioError(
                field: field, found: path,
                remedy: "holds white space, #, or a character beyond ASCII; percent-encode it")
        }
    }
}
