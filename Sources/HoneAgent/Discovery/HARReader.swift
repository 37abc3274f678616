import Foundation

/// Endpoints of a HAR file (HTTP Archive 1.2, as browsers save it): the requests a person really made, with weights by
/// how often. Cookies and authorization in it are not taken over: they are secrets.
struct HARReader {
    private struct File: Decodable {
        struct Log: Decodable { var entries: [Entry] }
        struct Entry: Decodable {
            var request: Request
            var response: Response
        }
        struct Request: Decodable {
            struct Post: Decodable { var text: String? }
            var method: String
            var url: String
            var postData: Post?
        }
        struct Response: Decodable {
            struct Content: Decodable { var mimeType: String? }
            var status: Int
            var content: Content?
        }
        var log: Log
    }

    private let entries: [File.Entry]

    /// - Throws: `AgentError` when the data is not a HAR file.
    init(_ data: Data, file: String) throws {
        do {
            entries = try JSONDecoder().decode(File.self, from: data).log.entries
        } catch {
            throw AgentError(
                .usage, "\(file) is not a HAR file: \(error)",
                remedy: "Save one from the network panel of the browser's developer tools.")
        }
    }

    /// The requests that went to the target, without those for images, scripts and styles.
    func read(target: String) -> Discovery {
        var found = Discovery()
        var counts: [String: Double] = [:]
        for entry in entries where entry.request.url.hasPrefix(target + "/") && entry.response.status < 400 {
            let path = String(entry.request.url.dropFirst(target.count)).split(separator: "#")[0].description
            let type = entry.response.content?.mimeType ?? ""
            if entry.request.method == "GET", type.hasPrefix("text/html") {
                if !found.pages.contains(path) { found.pages.append(path) }
            } else if !Self.isAsset(type) {
                add(entry.request, path, &found, &counts)
            }
        }
        for index in found.endpoints.indices {
            found.endpoints[index].weight = counts[found.endpoints[index].name] ?? 1
        }
        return found
    }

    private func add(
        _ request: File.Request, _ path: String, _ found: inout Discovery, _ counts: inout [String: Double]
    ) {
        let template = PathTemplate.generalized(path)
        let name = "\(request.method) \(template)"
        counts[name, default: 0] += 1
        if request.method == "POST", path.lowercased().contains("login") {
            found.notes.append("\(name): a login; complete 'login' in hone.yaml with a user made for tests")
            return
        }
        guard ["GET", "POST"].contains(request.method) else { return }
        if let index = found.endpoints.firstIndex(where: { $0.name == name }) {
            if !found.endpoints[index].paths.contains(path), found.endpoints[index].paths.count < 20 {
                found.endpoints[index].paths.append(path)
            }
        } else {
            found.endpoints.append(
                .init(method: request.method, template: template, paths: [path], body: request.postData?.text))
        }
    }

    private static func isAsset(_ type: String) -> Bool {
        ["image/", "font/", "text/css", "text/javascript", "application/javascript", "video/", "audio/"]
            .contains { type.hasPrefix($0) }
    }
}
