import HoneCore

/// Makes a scenario with one task of a curl command line, as it is typed or copied from a browser's network panel.
///
/// Quotes are read as a shell does, and nothing is run. `@file` bodies are read. Authorization, cookies and fields
/// named like secrets are not taken over, since copied commands hold those of a living session: they become values of
/// the data source `secrets`. A flag that cannot be taken over is refused by its name.
public struct CurlImport: Sendable {
    /// Where the request shall go instead, if it shall; the rest plays no part.
    public var settings: ImportSettings

    /// An import.
    public init(_ settings: ImportSettings = ImportSettings()) { self.settings = settings }

    private static let subject = "curl command"

    /// The scenario of a command.
    /// - Parameter file: reads the file that an `@name` refers to.
    /// - Throws: ``ImportError`` when the command cannot be read, has a flag that cannot be taken over, or no URL.
    public func read(_ command: String, file: (String) throws -> [UInt8]) throws(ImportError) -> Imported {
        let command = try CurlCommand(command)
        let body = try CurlBody(command, file: file)
        var secrets = Secrets()
        var remarks: [String] = []
        let inQuery = command.has(.get)
        var query = inQuery ? [body.text].compactMap { $0 } : []
        for (option, value) in command.options where option == .urlQuery { query.append(value) }
        let (origin, paths) = try addresses(command, query: query)
        let hasBody = body.text != nil && !inQuery
        let method = command.last(.request) ?? (command.has(.head) ? "HEAD" : hasBody ? "POST" : "GET")
        var headers = try headers(command, hasBody: hasBody, isJSON: body.isJSON)
        let type = headers.first { $0.name.lowercased() == "content-type" }?.value ?? ""
        var clean: String?
        if let text = body.text, hasBody {
            switch secrets.masked(body: text, type: type) {
            case .clean(let text): clean = text
            case .unfit(let reason):
                headers.removeAll { $0.name.lowercased() == "content-type" }
                remarks.append("the body is left out because it \(reason): write it into the scenario")
            }
        }
        let coding = headers.first { $0.name.lowercased() == "accept-encoding" }?.value
        headers.removeAll { $0.name.lowercased() == "accept-encoding" }
        headers = headers.map { secrets.masked(header: $0) }
        let masked = paths.map { secrets.masked(path: $0) }
        let target =
            try settings.target.map { given throws(ImportError) in
                try settings.checkedTarget(given, subject: Self.subject)
            } ?? origin
        var task = Scenario.Task(
            name: "\(method) \(PathTemplate.generalized(masked[0]))", method: method, paths: masked, headers: headers,
            body: clean)
        task.timeout = try seconds(command, .maxTime)
        let users = Scenario.UserClass(tasks: [task], keepsCookies: command.has(.cookieJar))
        let scenario = Scenario(
            target: target, classes: [users],
            acceptEncoding: coding ?? (command.has(.compressed) ? "gzip, br, zstd" : nil),
            transport: transport(command), redirects: try redirects(command), data: secrets.data)
        if command.has(.http10) { remarks.append("HTTP/1.0 is not spoken: HTTP/1.1 with a connection per request is") }
        if command.has(.retry) { remarks.append("a failed request is an error here: --retry plays no part") }
        return Imported(scenario, remarks: remarks + secrets.remarks + Imported.remarks(onTarget: target))
    }

    private func addresses(
        _ command: CurlCommand, query: [String]
    ) throws(ImportError) -> (target: String, paths: [String]) {
        guard !command.urls.isEmpty else {
            throw ImportError(Self.subject, found: "has no URL", remedy: "give one, such as http://127.0.0.1:8000/")
        }
        var target: String?
        var paths: [String] = []
        for url in command.urls {
            // curl speaks HTTP where no scheme is written.
            let whole = url.contains("://") ? url : "http://\(url)"
            let rest = whole.firstRange(of: "://").map { whole[$0.upperBound...] } ?? whole[...]
            let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            let path = String(rest[authority.endIndex...])
            if !command.has(.globoff), path.contains(where: { "{}[]".contains($0) }) {
                throw ImportError(
                    Self.subject, found: "its URL \(url) has brackets or braces, which curl fills in",
                    remedy: "write the URLs out one by one, or add --globoff")
            }
            let origin = whole.prefix(whole.count - rest.count) + authority
            do throws(ScenarioError) {
                _ = try ParsedURL(String(origin), field: "url")
            } catch {
                throw ImportError(Self.subject, found: "its URL \(url) \(error.remedy)", remedy: "correct it")
            }
            if let target, target != String(origin) {
                throw ImportError(
                    Self.subject, found: "asks more than one server (\(target), \(origin))",
                    remedy: "import a command for each")
            }
            target = String(origin)
            let plain = path.prefix { $0 != "#" }
            let joined =
                query.isEmpty ? String(plain) : plain + (plain.contains("?") ? "&" : "?") + query.joined(separator: "&")
            paths.append(PercentCoding.requestTarget(joined.hasPrefix("/") ? joined : "/" + joined))
        }
        return (target ?? "", paths)
    }

    private func headers(
        _ command: CurlCommand, hasBody: Bool, isJSON: Bool
    ) throws(ImportError) -> [Scenario.Header] {
        var headers: [Scenario.Header] = []
        if let agent = command.last(.userAgent), !agent.isEmpty { headers.append(.init("User-Agent", agent)) }
        if let referer = command.last(.referer), !referer.isEmpty {
            headers.append(.init("Referer", String(referer.prefix { $0 != ";" })))
        }
        if let user = command.last(.user) { headers.append(.init("Authorization", "Basic \(user)")) }
        if let token = command.last(.oauth2Bearer) { headers.append(.init("Authorization", "Bearer \(token)")) }
        let cookies = command.options.filter { $0.option == .cookie }.map(\.value)
        if let file = cookies.first(where: { !$0.contains("=") }) {
            throw ImportError(
                Self.subject, found: "reads cookies from the file \(file)", remedy: "write them as -b 'name=value'")
        }
        if !cookies.isEmpty { headers.append(.init("Cookie", cookies.joined(separator: "; "))) }
        for (option, value) in command.options where option == .header {
            guard !value.hasPrefix("@") else {
                throw ImportError(
                    Self.subject, found: "reads headers from the file \(value.dropFirst())", remedy: "write them as -H")
            }
            // `Name;` is a header without a value, `Name:` takes one of curl's own away.
            guard let colon = value.firstIndex(where: { $0 == ":" || $0 == ";" }) else { continue }
            let header = Scenario.Header(
                String(value[..<colon].trimmed),
                value[colon] == ":" ? String(value[value.index(after: colon)...].trimmed) : "")
            headers.removeAll { $0.name.lowercased() == header.name.lowercased() && header.value.isEmpty }
            if value[colon] == ":", header.value.isEmpty { continue }
            headers.append(header)
        }
        let given = Set(headers.map { $0.name.lowercased() })
        if hasBody, !given.contains("content-type") {
            headers.append(.init("Content-Type", isJSON ? "application/json" : "application/x-www-form-urlencoded"))
        }
        if isJSON, !given.contains("accept") { headers.append(.init("Accept", "application/json")) }
        // These follow from the body, the connection and the scenario; HTTP/2's own begin with a colon.
        let dropped: Set<String> = ["content-length", "transfer-encoding", "connection", "expect", ""]
        headers.removeAll { dropped.contains($0.name.lowercased()) }
        if let wrong = headers.first(where: { !RecordedHeaders.isSendable($0) }) {
            throw ImportError(
                Self.subject, found: "its header \(wrong.name) holds characters that a header cannot, or double braces",
                remedy: "correct it")
        }
        return headers
    }

    private func transport(_ command: CurlCommand) -> Scenario.Transport {
        let isTwo = command.has(.http2) || command.has(.http2PriorKnowledge)
        return .init(
            version: isTwo ? .http2 : .http1, keepAlive: !command.has(.http10) && !command.has(.noKeepalive),
            unixSocket: command.last(.unixSocket), insecure: command.has(.insecure), authorities: command.last(.cacert))
    }

    /// curl follows 50 unless told otherwise, and any number for -1; a scenario at most 20.
    private func redirects(_ command: CurlCommand) throws(ImportError) -> Int {
        guard command.has(.location) else { return 0 }
        guard let text = command.last(.maxRedirs) else { return 20 }
        guard let number = Int(text), number >= -1 else {
            throw ImportError(Self.subject, found: "--max-redirs \(text) is no number", remedy: "give a whole number")
        }
        return number == -1 ? 20 : min(20, number)
    }

    private func seconds(_ command: CurlCommand, _ option: CurlOption) throws(ImportError) -> Double? {
        guard let text = command.last(option) else { return nil }
        guard let seconds = Double(text), seconds >= 0, seconds.isFinite else {
            throw ImportError(Self.subject, found: "--\(option.rawValue) \(text) is no time", remedy: "give seconds")
        }
        return seconds > 0 ? seconds : nil
    }
}
