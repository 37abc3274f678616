import Foundation

/// Writes a first `hone.yaml`: discovers what the application answers and says it with comments.
public struct Initializer: Sendable {
    /// The folder to write into.
    public var folder: URL
    /// What is known of the target already.
    public var target: Target
    let observe: Observer

    /// An initializer for a folder.
    public init(folder: URL, target: Target, observe: @escaping Observer = { _ in }) {
        self.folder = folder
        self.target = target
        self.observe = observe
    }

    /// Discovers endpoints from the descriptions that are given, and by crawling.
    ///
    /// The application is started when there is a start command and nothing answers yet, and stopped afterwards.
    /// - Returns: the target with what was found, and notes for the person.
    public func discover(openAPI: URL? = nil, har: URL? = nil) async throws -> (target: Target, notes: [String]) {
        var found = Discovery()
        if let openAPI {
            let text = String(decoding: try contents(openAPI), as: UTF8.self)
            found.add(try OpenAPIReader(text, file: openAPI.lastPathComponent).read())
        }
        if let har { found.add(try HARReader(contents(har), file: har.lastPathComponent).read(target: target.url)) }
        found.add(try await crawl())
        var result = target
        result.endpoints = found.endpoints
        result.pages = found.pages
        result.login = target.login ?? found.login
        return (result, found.notes)
    }

    private func crawl() async throws -> Discovery {
        let requester = Requester(target: target)
        let workspace = Workspace(folder: folder, target: target)
        let crawler = Crawler(requester: requester, target: target)
        if target.start == nil { return try await crawler.crawl(observe: observe) }
        if await requester.answers(target.ready.path) { return try await crawler.crawl(observe: observe) }
        let process = TargetProcess(workspace: workspace, requester: requester, tracer: Tracer(workspace: workspace))
        return try await process.withRunning(TargetSettings()) { _ in
            let found = try await crawler.crawl(observe: observe)
            await requester.close()
            return found
        }
    }

    private func contents(_ file: URL) throws -> Data {
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw AgentError(.usage, "\(file.path) cannot be read.", remedy: "Check the name of the file.")
        }
        return data
    }
}
