import Foundation
import HoneHTTP
import HoneLoad

/// Reads the headers of each GET endpoint and page, and finds out what compression would make of its body.
struct HTTPProbe: Sendable {
    let requester: Requester

    /// Has a cache on the way ask the application (RFC 9111 §5.2.1.4): what it kept of a visit before, by another user
    /// perhaps, says nothing of this one.
    static let unkept = Scenario.Header("Cache-Control", "no-cache")

    func gather(_ target: Target, usable: [Target.Endpoint], observe: Observer) async throws -> HTTPEvidence {
        var asked: [(name: String, path: String)] = usable.filter { $0.method == "GET" }.map { ($0.name, $0.paths[0]) }
        for page in target.pages where !asked.contains(where: { $0.path == page }) {
            asked.append(("GET \(page)", page))
        }
        var answers: [(answer: HTTPEvidence.Answer, body: [UInt8])] = []
        for (index, row) in asked.enumerated() {
            observe(Progress("headers", row.name, fraction: Double(index) / Double(asked.count)))
            answers.append(try await answer(row.name, row.path))
        }
        // Once more after all the others, so that what only seems to repeat itself is told from what does.
        for (index, row) in asked.enumerated() where answers[index].answer.repeatsItself {
            let later = try await requester.get(row.path, headers: [Self.unkept])
            answers[index].answer.repeatsLater = later.body == answers[index].body
        }
        return HTTPEvidence(answers: answers.map(\.answer))
    }

    private func answer(
        _ name: String, _ path: String
    ) async throws -> (answer: HTTPEvidence.Answer, body: [UInt8]) {
        let first = try await requester.get(path, headers: [Self.unkept])
        let second = try await requester.get(path, headers: [Self.unkept])
        let login = requester.loginField
        var answer = HTTPEvidence.Answer(
            name: name, status: first.status, mediaType: first.mediaType, size: first.body.count,
            sent: first.sentBytes, coding: first.header("content-encoding"),
            cacheControl: first.header("cache-control"), etag: first.header("etag"),
            lastModified: first.header("last-modified"), expires: first.header("expires"),
            date: first.header("date") ?? HTTPDate.string(secondsSince1970: Int(Date().timeIntervalSince1970)),
            vary: first.header("vary"),
            setsCookie: first.header("set-cookie") != nil, authorized: login == "Authorization",
            hasCookieLogin: login == "Cookie",
            repeatsItself: first.body == second.body)
        // As a browser comes back: some applications answer with the whole when the request says no-cache beside it.
        if let etag = answer.etag {
            answer.conditionalStatus = try await requester.get(path, headers: [.init("If-None-Match", etag)]).status
        } else if let date = answer.lastModified {
            answer.conditionalStatus = try await requester.get(path, headers: [.init("If-Modified-Since", date)]).status
        }
        if MediaType(contentType: answer.mediaType)?.isCompressible ?? false {
            for coding in [ContentCoding.gzip, .br, .zstd] {
                answer.compressed[coding.rawValue] = try coding.compress(first.body).count
            }
        }
        if login != nil { answer.stranger = try await stranger(path, beside: first) }
        return (answer, first.body)
    }
}
