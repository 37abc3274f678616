import Foundation
import HoneLoad

/// Endpoints of a HAR file (HTTP Archive 1.2, as browsers save it): the requests a person really made, with weights by
/// how often. Cookies and authorization in it are not taken over: they are secrets.
struct HARReader {
    private let entries: [HARFile.Entry]

    /// - Throws: `AgentError` when the data is not a HAR file.
    init(_ data: Data, file: String) throws {
        do {
            entries = try HARFile(Array(data)).entries
        } catch {
            throw AgentError(
                .usage, "\(file) is not a HAR file: it \(error.found)",
                remedy: "Save one from the network panel of the browser's developer tools.")
        }
    }

    /// The requests that went to the target, without those for images, scripts and styles.
    func read(target: String) -> Discovery {
        var found = Discovery()
        var counts: [String: Double] = [:]
        for entry in entries where entry.url.hasPrefix(target + "/") && entry.status < 400 {
            let path = String(entry.url.dropFirst(target.count)).split(separator: "#")[0].description
            if entry.method == "GET", entry.type.hasPrefix("text/html") {
                if !found.pages.contains(path) { found.pages.append(path) }
            } else if !PathTemplate.isAsset(mediaType: entry.type) {
                add(entry, path, &found, &counts)
            }
        }
        for index in found.endpoints.indices {
            found.endpoints[index].weight = counts[found.endpoints[index].name] ?? 1
        }
        return found
    }

    private func add(
        _ request: HARFile.Entry, _ path: String, _ found: inout Discovery, _ counts: inout [String: Double]
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
                .init(method: request.method, template: template, paths: [path], body: request.body))
        }
    }
}
