import NIOCore

/// A scenario checked and turned into bytes: what every event loop shares and nothing changes.
struct RequestPlan: Sendable {
    struct PlannedTask: Sendable {
        let variants: [RequestTemplate]
        let isHead: Bool
        /// Safe to send again when a reused connection turned out to be closed (RFC 9110 §9.2.2, §9.3.1).
        let isRepeatable: Bool
        /// Whether a user's cache may answer it.
        let isCacheable: Bool
    }

    let origin: Origin
    let tasks: [PlannedTask]
    let login: PlannedTask?
    let schedule: Schedule

    init(_ scenario: Scenario) throws(ScenarioError) {
        try scenario.validateNumbers()
        let url = try ParsedURL(scenario.target, field: "target")
        guard url.origin.isLoopback || scenario.allowRemote else {
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
        let base = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
        let shared = Shared(origin: origin, base: base, acceptEncoding: scenario.acceptEncoding)
        var planned: [PlannedTask] = []
        for (index, task) in scenario.tasks.enumerated() {
            planned.append(
                try shared.plan(
                    task.method, task.paths, task.headers, task.body, field: "tasks[\(index)]", encoded: true))
        }
        tasks = planned
        if let onStart = scenario.onStart {
            // The token must be readable, so no coding is offered.
            login = try shared.plan(
                onStart.method, [onStart.path], onStart.headers, onStart.body, field: "onStart", encoded: false)
            if case .jsonPointer(let pointer) = onStart.token, !pointer.hasPrefix("/"), !pointer.isEmpty {
                throw ScenarioError(
                    field: "onStart.token", found: pointer, remedy: "a JSON Pointer starts with /, such as /token")
            }
        } else {
            login = nil
        }
        schedule = Schedule(scenario)
    }
}

/// What all requests of a plan have in common.
private struct Shared {
    let origin: Origin
    let base: String
    let acceptEncoding: String?

    func plan(
        _ method: String, _ paths: [String], _ headers: [Scenario.Header], _ body: String?, field: String,
        encoded: Bool
    ) throws(ScenarioError) -> RequestPlan.PlannedTask {
        guard !method.isEmpty, method.utf8.allSatisfy(isTokenByte) else {
            throw ScenarioError(field: "\(field).method", found: method, remedy: "must be a method such as GET")
        }
        guard !paths.isEmpty else {
            throw ScenarioError(field: "\(field).paths", found: "", remedy: "needs at least one path")
        }
        var all = headers
        try addDefaults(&all, field: field, encoded: encoded)
        var variants: [RequestTemplate] = []
        for (index, path) in paths.enumerated() {
            let place = paths.count == 1 ? "\(field).path" : "\(field).paths[\(index)]"
            try check(path, place)
            variants.append(
                try RequestTemplate(
                    method: method, origin: origin, path: base + path, headers: all, body: body, field: place))
        }
        let isSafe = method == "GET" || method == "HEAD"
        return RequestPlan.PlannedTask(
            variants: variants, isHead: method == "HEAD", isRepeatable: isSafe,
            isCacheable: method == "GET" && body == nil)
    }

    private func addDefaults(
        _ headers: inout [Scenario.Header], field: String, encoded: Bool
    ) throws(ScenarioError) {
        for header in headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte),
                header.value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 })
            else {
                throw ScenarioError(
                    field: "\(field).headers", found: "\(header.name): \(header.value)",
                    remedy: "a header needs a name of letters, digits and hyphens, and a value without line breaks")
            }
            let name = header.name.lowercased()
            if name == "content-length" || name == "transfer-encoding" {
                throw ScenarioError(
                    field: "\(field).headers", found: header.name, remedy: "leave it out; it follows from the body")
            }
        }
        let names = Set(headers.map { $0.name.lowercased() })
        if !names.contains("user-agent") { headers.append(Scenario.Header("User-Agent", "hone")) }
        if encoded, let acceptEncoding, !names.contains("accept-encoding") {
            guard acceptEncoding.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
                throw ScenarioError(
                    field: "acceptEncoding", found: acceptEncoding, remedy: "must be a header value without line breaks"
                )
            }
            headers.append(Scenario.Header("Accept-Encoding", acceptEncoding))
        }
    }

    /// White space in a request target would end it early (RFC 9112 §3.2); between braces it separates words.
    private func check(_ path: String, _ field: String) throws(ScenarioError) {
        guard path.hasPrefix("/") else {
            throw ScenarioError(field: field, found: path, remedy: "a path starts with /")
        }
        for case .literal(let bytes) in try Template(path, field: field).segments
        where !bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x23 }) {
            throw ScenarioError(
                field: field, found: path,
                remedy: "holds white space, #, or a character beyond ASCII; percent-encode it")
        }
    }
}

/// A byte that may stand in a method or a field name (RFC 9110 §5.6.2).
private func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
    default: false
    }
}
