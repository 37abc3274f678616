import Foundation
import HoneLoad

/// Follows the links of pages and of JSON answers from `/` on, with GET and nothing else, within the target and up to a
/// limit.
struct Crawler {
    let requester: Requester
    let target: Target
    /// Requests sent at most.
    var limit = 200
    /// Concrete paths followed of one general form (`/chefs/{id}`).
    var pathsEach = 5

    func crawl(observe: Observer) async throws -> Discovery {
        var queue = ["/"]
        var seen: Set<String> = ["/"]
        var followed: [String: Int] = [:]
        var pages: [String] = []
        var others: [String] = []
        var sent = 0
        while !queue.isEmpty, sent < limit {
            let path = queue.removeFirst()
            sent += 1
            observe(Progress("crawling", path, fraction: Double(sent) / Double(limit)))
            guard let answer = try await answer(path), answer.status < 400 else { continue }
            let type = answer.mediaType
            let isPage = type == "text/html"
            if answer.status < 300 {
                if isPage { pages.append(path) } else if type.hasSuffix("json") { others.append(path) }
            }
            let text = String(decoding: answer.body.prefix(2 << 20), as: UTF8.self)
            var links =
                isPage || type.hasSuffix("javascript") || type.hasSuffix("json")
                ? Self.links(in: text, isHTML: isPage) : []
            if let place = answer.header("location") { links.append(place) }
            for link in links {
                guard let next = local(link, from: path), seen.insert(next).inserted else { continue }
                let form = PathTemplate.generalized(next)
                guard followed[form, default: 0] < pathsEach, !Self.isDangerous(next) else { continue }
                followed[form, default: 0] += 1
                queue.append(next)
            }
        }
        var found = Discovery()
        found.endpoints = PathTemplate.grouped(others, method: "GET")
        found.endpoints += PathTemplate.grouped(pages, method: "GET")
        found.pages = PathTemplate.grouped(pages, method: "GET").map { $0.paths[0] }
        if !queue.isEmpty {
            found.notes.append("the crawl ended after \(limit) requests with \(queue.count) links left")
        }
        return found
    }

    /// A path that gives no answer is no endpoint; a target that is not there at all is an error.
    private func answer(_ path: String) async throws -> Requester.Answer? {
        do {
            return try await requester.get(path)
        } catch  where path != "/" {
            return nil
        } catch {
            throw AgentError(
                .unreachable, "\(target.url)/ gives no answer: \(error)",
                remedy: "Start the application, or give the command that starts it with --start.")
        }
    }

    /// GET should change nothing (RFC 9110 §9.2.1), and yet some applications log out or delete by a link.
    static func isDangerous(_ path: String) -> Bool {
        path.lowercased().contains(/logout|log-out|signout|sign-out|delete|remove|destroy|unsubscribe/)
    }

    /// Addresses in HTML attributes, and in scripts and JSON whatever is a quoted absolute path.
    static func links(in text: String, isHTML: Bool) -> [String] {
        if isHTML {
            return text.matches(of: /(?:href|src|action|data-url)\s*=\s*["']([^"'<>\s]+)["']/).map {
                String($0.output.1)
            }
                + text.matches(of: /["'](\/api\/[^"'<>\s]*)["']/).map { String($0.output.1) }
        }
        return text.matches(of: /["'`](\/[A-Za-z0-9][^"'`<>\s$\{]*)["'`]/).map { String($0.output.1) }
    }

    /// The path within the target that a link means, or `nil` when it leads elsewhere or to a static file.
    private func local(_ link: String, from path: String) -> String? {
        let plain = link.replacingOccurrences(of: "&amp;", with: "&")
        guard let base = URL(string: target.url + path), let url = URL(string: plain, relativeTo: base)?.absoluteURL,
            url.absoluteString.hasPrefix(target.url + "/")
        else { return nil }
        let local = String(url.absoluteString.dropFirst(target.url.count)).split(separator: "#").first.map(String.init)
        guard let local, !local.contains("{"), !local.contains("//") else { return nil }
        let file = local.split(separator: "?")[0].lowercased()
        let assets = [
            ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".css", ".woff", ".woff2", ".map", ".pdf", ".zip",
        ]
        return assets.contains { file.hasSuffix($0) } ? nil : local
    }
}
