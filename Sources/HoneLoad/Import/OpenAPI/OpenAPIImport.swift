/// Makes a scenario of an OpenAPI 3.0 or 3.1 description, in JSON or YAML: a task for each operation, all equally
/// often.
///
/// Values come from the description: examples, then what schemas say (`default`, `const`, `enum`, bounds of numbers).
/// An operation that needs a value which none of these gives is left out and named. Only GET and HEAD are taken over
/// unless ``ImportSettings/includesWrites`` is set. A described status below 400 becomes a check. What security schemes
/// ask for becomes a header, a query parameter or a cookie with a value of the data source `secrets`.
public struct OpenAPIImport: Sendable {
    /// What is taken over, and to where.
    public var settings: ImportSettings

    /// An import.
    public init(_ settings: ImportSettings = ImportSettings()) { self.settings = settings }

    private static let subject = "OpenAPI description"

    /// The scenario of a description.
    /// - Parameter bytes: the file, UTF-8.
    /// - Throws: ``ImportError`` when it is no such description, says no target and none is given, or nothing in it can
    ///   be taken over.
    public func read(_ bytes: [UInt8]) throws(ImportError) -> Imported {
        let document = try OpenAPIDocument(bytes)
        var remarks: [String] = []
        let target = try target(document, &remarks)
        var secrets = Secrets()
        var tasks: [Scenario.Task] = []
        var writes: [String] = []
        for operation in document.operations {
            guard settings.includesWrites || isReading(operation.method) else {
                writes.append(operation.name)
                continue
            }
            do throws(OpenAPIRequest.Incomplete) {
                tasks.append(try task(operation, document, &secrets))
            } catch {
                remarks.append("left out: \(operation.name): \(error.reason)")
            }
        }
        if !writes.isEmpty {
            remarks.append(
                "left out: \(writes.count) operations that may change something (\(writes.prefix(5).joined(separator: ", "))"
                    + "\(writes.count > 5 ? ", …" : "")); --include-writes takes them over")
        }
        guard !tasks.isEmpty else {
            throw ImportError(
                Self.subject, found: (["nothing can be taken over"] + remarks).joined(separator: "; "),
                remedy: "add examples to it")
        }
        if tasks.count > settings.mostTasks {
            remarks.append("only the first \(settings.mostTasks) of \(tasks.count) operations are taken over")
            tasks.removeLast(tasks.count - settings.mostTasks)
        }
        var none: [Scenario.Task] = []
        let shared = RecordedTasks.takeShared(from: &tasks, and: &none)
        remarks.append("all tasks weigh the same: a description does not say what users do most")
        return Imported(
            Scenario(
                target: target, classes: [.init(tasks: tasks, thinkTime: .none, headers: shared)], data: secrets.data),
            remarks: remarks + secrets.remarks + Imported.remarks(onTarget: target))
    }

    private func task(
        _ operation: OpenAPIDocument.Operation, _ document: OpenAPIDocument, _ secrets: inout Secrets
    ) throws(OpenAPIRequest.Incomplete) -> Scenario.Task {
        let request = try document.request(operation, mostPaths: settings.mostPaths)
        guard request.headers.allSatisfy(RecordedHeaders.isSendable) else {
            throw .init(reason: "the example of a header holds characters that a header cannot")
        }
        var tried = secrets
        guard let credentials = document.credentials(operation, &tried) else {
            throw .init(reason: "it needs a way to log in that Hone does not know")
        }
        var headers = request.headers.map { tried.masked(header: $0) } + credentials.headers
        var body: String?
        if let text = request.body {
            switch tried.masked(body: text, type: request.bodyType ?? "") {
            case .clean(let clean): body = clean
            case .unfit(let reason): throw .init(reason: "the example of its body \(reason)")
            }
            headers.append(.init("Content-Type", request.bodyType ?? "application/json"))
        }
        let paths = request.paths.map { path in
            let masked = tried.masked(path: path)
            guard !credentials.query.isEmpty else { return masked }
            return masked + (masked.contains("?") ? "&" : "?") + credentials.query.joined(separator: "&")
        }
        secrets = tried
        let statuses = document.statuses(operation)
        return Scenario.Task(
            name: operation.name, method: operation.method, paths: paths, headers: headers, body: body,
            checks: statuses.isEmpty ? [] : [.status(statuses)])
    }

    /// The given target, with the path of the first server unless it has one; without, the first server.
    private func target(_ document: OpenAPIDocument, _ remarks: inout [String]) throws(ImportError) -> String {
        let server = Self.server(document)
        guard let given = settings.target else {
            guard server.hasPrefix("http://") || server.hasPrefix("https://") else {
                throw ImportError(
                    Self.subject, found: "names no server by its whole address",
                    remedy: "give one with --target, such as http://127.0.0.1:8000")
            }
            return try settings.checkedTarget(server, subject: Self.subject)
        }
        let target = try settings.checkedTarget(given, subject: Self.subject)
        let path = (try? ParsedURL(server, field: ""))?.path ?? (server.hasPrefix("/") ? server : "/")
        let base = path.hasSuffix("/") ? String(path.dropLast()) : path
        guard !base.isEmpty, (try? ParsedURL(target, field: ""))?.path == "/" else { return target }
        remarks.append("\(base), the path of the description's first server, is put after \(target)")
        return try settings.checkedTarget(target + base, subject: Self.subject)
    }

    /// The URL of the first server with the defaults of its variables; `/` when there is none.
    private static func server(_ document: OpenAPIDocument) -> String {
        guard let server = document.root["servers"]?.elements.first, var url = server["url"]?.string else { return "/" }
        for variable in server["variables"]?.members ?? [] {
            url = url.replacing("{\(variable.name)}", with: variable.value["default"]?.text ?? "")
        }
        return url
    }
}
