import Foundation
import HoneHTTP
import HoneLoad
import Synchronization

/// Sends one request at a time to the target, as a logged-in user.
final class Requester: Sendable {
    /// An answer with its content coding undone.
    struct Answer: Sendable {
        var status: Int
        var headers: [Scenario.Header]
        /// The body as its sender meant it.
        var body: [UInt8]
        /// Bytes of the body on the wire.
        var sentBytes: Int
        /// Bytes on the wire, headers included.
        var wireBytes: Int
        /// From the send to the last byte, in nanoseconds.
        var nanoseconds: UInt64

        /// The value of a field: where it is a list, of all the lines of that name (RFC 9110 §5.3), else of the first.
        func header(_ name: String) -> String? {
            let name = name.lowercased()
            let values = headers.lazy.filter { $0.name.lowercased() == name }.map(\.value)
            guard Self.lists.contains(name) else { return values.first }
            return values.isEmpty ? nil : values.joined(separator: ", ")
        }

        /// The fields that are looked at whose values are lists. Set-Cookie is none: its lines cannot be joined.
        private static let lists: Set = ["cache-control", "content-encoding", "vary"]

        /// The media type without parameters.
        var mediaType: String {
            header("content-type").flatMap { $0.split(separator: ";").first }
                .map { $0.trimmingCharacters(in: .whitespaces).lowercased() } ?? ""
        }
    }

    /// The most a body may unfold to: 64 MiB.
    private static let bodyLimit = 64 << 20

    private let target: Target
    private let client: HTTPClient
    private let credential = Mutex<Scenario.Header?>(nil)
    private let sequence = Mutex(0)

    init(target: Target, timeout: Double? = nil) {
        self.target = target
        client = HTTPClient(
            configuration: .init(
                insecureTLS: target.insecureTLS, allowRemote: target.allowRemote,
                timeout: timeout ?? target.load.timeout, bodyLimit: Self.bodyLimit))
    }

    /// Whether anything answers at a path.
    func answers(_ path: String) async -> Bool { (try? await get(path)) != nil }

    /// Asks for a path as a logged-in user, or as somebody who is not.
    func get(_ path: String, headers: [Scenario.Header] = [], asUser: Bool = true) async throws -> Answer {
        try await send("GET", path, headers: headers, asUser: asUser)
    }

    /// Sends one of the target's endpoints; the values in double braces are filled in, each sequence number once.
    func send(_ endpoint: Target.Endpoint, path: String, headers: [Scenario.Header] = []) async throws -> Answer {
        try await send(endpoint.method, filled(path), headers: headers, body: endpoint.body.map(filled))
    }

    func send(
        _ method: String, _ path: String, headers: [Scenario.Header] = [], body: String? = nil, asUser: Bool = true
    ) async throws -> Answer {
        var headers = headers
        if !headers.contains(where: { $0.name.lowercased() == "accept-encoding" }) {
            headers.append(.init("Accept-Encoding", "gzip, br, zstd"))
        }
        if asUser, let credential = credential.withLock(\.self) { headers.append(credential) }
        if let body { headers.append(Target.contentType(of: body)) }
        let response = try await client.send(
            .init(target.url + path, method: method, headers: headers, body: body.map { Array($0.utf8) }))
        return try Answer(response)
    }

    /// Logs in when the target says how; later requests carry what it gave.
    /// - Throws: `AgentError` when the login does not give what hone.yaml says it does.
    func logIn() async throws {
        guard let login = target.login else { return }
        credential.withLock { $0 = nil }
        let answer = try await send("POST", login.path, body: login.body)
        guard answer.status < 400 else {
            throw AgentError(
                .usage, "The login POST \(login.path) answers \(answer.status).",
                remedy: "Check 'login' in hone.yaml: the path, and whether the user in 'body' exists.")
        }
        guard let found = login.credential.header(in: answer) else {
            throw AgentError(
                .usage, "The login POST \(login.path) answers \(answer.status) without \(login.credential.described).",
                remedy: "Check 'token' or 'cookie' under 'login' in hone.yaml.")
        }
        credential.withLock { $0 = found }
    }

    /// Forgets the login and begins the sequence numbers anew, as for an application that was just started.
    func startOver() {
        credential.withLock { $0 = nil }
        sequence.withLock { $0 = 0 }
    }

    /// The field that tells the target who the user is, `Authorization` or `Cookie`; nil without a login.
    var loginField: String? { credential.withLock { $0?.name } }

    /// Closes the connections, so that an application that is stopped does not wait for them.
    func close() async { await client.close() }

    private func filled(_ text: String) -> String {
        guard text.contains("{{") else { return text }
        return text.replacing(/\{\{\s*(\w+)(?:\s+(\d+)\s+(\d+))?\s*\}\}/) { match in
            switch match.output.1 {
            case "sequence":
                return String(
                    sequence.withLock {
                        $0 += 1; return $0
                    })
            case "random": return String(match.output.2 ?? "0")
            default: return "0"
            }
        }
    }
}

extension Requester.Answer {
    /// - Throws: `CodingError` when the body is not in the coding it claims.
    init(_ response: HTTPClient.Response) throws {
        status = response.status
        headers = response.headers
        sentBytes = response.bodyLength
        wireBytes = response.bytesReceived
        nanoseconds = response.timings.total
        body = response.body
        guard let name = header("content-encoding"), let coding = ContentCoding(token: name) else { return }
        body = try coding.decompress(body, limit: 64 << 20)
    }
}

extension Target.Login.Credential {
    /// What is looked for, for a message.
    var described: String {
        switch self {
        case .token(let pointer): "a token at \(pointer)"
        case .cookie(let name): "a cookie '\(name)'"
        }
    }

    fileprivate func header(in answer: Requester.Answer) -> Scenario.Header? {
        switch self {
        case .token(let pointer):
            guard var value = try? JSONSerialization.jsonObject(with: Data(answer.body)) else { return nil }
            for part in pointer.split(separator: "/") {
                let key = part.replacingOccurrences(of: "~1", with: "/").replacingOccurrences(of: "~0", with: "~")
                if let object = value as? [String: Any], let next = object[key] {
                    value = next
                } else if let array = value as? [Any], let index = Int(key), array.indices.contains(index) {
                    value = array[index]
                } else {
                    return nil
                }
            }
            return (value as? String).map { .init("Authorization", "Bearer \($0)") }
        case .cookie(let name):
            let prefix = "\(name)="
            return answer.headers.lazy.filter { $0.name.lowercased() == "set-cookie" }
                .compactMap { $0.value.split(separator: ";").first }
                .first { $0.hasPrefix(prefix) }
                .map { .init("Cookie", String($0)) }
        }
    }
}
