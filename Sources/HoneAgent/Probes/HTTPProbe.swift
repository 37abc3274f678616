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
        var answers: [HTTPEvidence.Answer] = []
        for (index, row) in asked.enumerated() {
            observe(Progress("headers", row.name, fraction: Double(index) / Double(asked.count)))
            answers.append(try await answer(row.name, row.path))
        }
        return HTTPEvidence(answers: answers)
    }

    private func answer(_ name: String, _ path: String) async throws -> HTTPEvidence.Answer {
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
        return answer
    }
}
