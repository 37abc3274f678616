import HoneHTTP
import HoneLoad

/// Reads the headers of each GET endpoint and page, and finds out what compression would make of its body.
struct HTTPProbe: Sendable {
    let requester: Requester

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
            answers[index].answer.repeatsLater = try await requester.get(row.path).body == answers[index].body
        }
        return HTTPEvidence(answers: answers.map(\.answer))
    }

    private func answer(
        _ name: String, _ path: String
    ) async throws -> (answer: HTTPEvidence.Answer, body: [UInt8]) {
        let first = try await requester.get(path)
        let second = try await requester.get(path)
        var answer = HTTPEvidence.Answer(
            name: name, status: first.status, mediaType: first.mediaType, size: first.body.count,
            sent: first.sentBytes, coding: first.header("content-encoding"),
            cacheControl: first.header("cache-control"), etag: first.header("etag"),
            lastModified: first.header("last-modified"), vary: first.header("vary"),
            setsCookie: first.header("set-cookie") != nil, authorized: requester.isLoggedIn,
            repeatsItself: first.body == second.body)
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
        if requester.isLoggedIn { answer.stranger = try await stranger(path, first) }
        return (answer, first.body)
    }

    /// What somebody who is not logged in is answered, beside what the user was.
    private func stranger(_ path: String, _ own: Requester.Answer) async throws -> HTTPEvidence.Answer.Stranger {
        let answer = try await requester.get(path, asUser: false)
        if [401, 403].contains(answer.status) || (own.status == 200 && (300..<400).contains(answer.status)) {
            return .refused
        }
        return answer.status == own.status && answer.body == own.body ? .same : .different
    }
}
