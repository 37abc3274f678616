import NIOCore
import Synchronization

/// A request checked and turned into bytes.
struct Exchange: Sendable {
    let url: String
    let origin: Origin
    let bytes: ByteBuffer
    let isHead: Bool
    let isRepeatable: Bool
    let timeout: Double
    let bodyLimit: Int
    let insecureTLS: Bool

    init(_ request: HTTPClient.Request, configuration: HTTPClient.Configuration) throws(ClientError) {
        do {
            let parsed = try ParsedURL(request.url, field: "url")
            var scenario = Scenario(
                target: parsed.origin.url,
                tasks: [Scenario.Task(request.method, "/", name: "request", headers: request.headers)])
            scenario.allowRemote = true
            scenario.acceptEncoding = nil
            // Checks method and headers by the same rules as a scenario's.
            try scenario.validate()
            origin = parsed.origin
            var buffer = ByteBuffer()
            buffer.writeString("\(request.method) \(parsed.path) HTTP/1.1\r\n")
            let names = Set(request.headers.map { $0.name.lowercased() })
            if !names.contains("host") { buffer.writeString("Host: \(parsed.origin.authority)\r\n") }
            if !names.contains("user-agent") { buffer.writeString("User-Agent: hone\r\n") }
            for header in request.headers { buffer.writeString("\(header.name): \(header.value)\r\n") }
            if let body = request.body {
                buffer.writeString("Content-Length: \(body.count)\r\n\r\n")
                buffer.writeBytes(body)
            } else {
                let needsLength = ["POST", "PUT", "PATCH"].contains(request.method)
                buffer.writeString(needsLength ? "Content-Length: 0\r\n\r\n" : "\r\n")
            }
            bytes = buffer
        } catch {
            throw ClientError(.invalidRequest, url: request.url, found: error.description)
        }
        guard origin.isLoopback || configuration.allowRemote else {
            throw ClientError(.remote, url: request.url, found: origin.host)
        }
        url = request.url
        isHead = request.method == "HEAD"
        isRepeatable = request.method == "GET" || isHead
        timeout = min(max(request.timeout ?? configuration.timeout, 0.001), 86_400)
        bodyLimit = configuration.bodyLimit
        insecureTLS = configuration.insecureTLS
    }
}

/// Names one request, so that it can be given up from another thread, even before it has begun.
final class Abandonment: Sendable {
    private let requested = Atomic(false)

    var isRequested: Bool { requested.load(ordering: .acquiring) }

    func request() { requested.store(true, ordering: .releasing) }
}

/// Keeps headers and body of a response.
struct CollectingSink: ResponseSink {
    var bodyLimit = 0
    var headers: [Scenario.Header] = []
    var content: [UInt8] = []
    var length = 0

    var wantsHeaders: Bool { true }

    mutating func begin(status: Int) {}

    mutating func header(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        headers.append(
            Scenario.Header(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }

    mutating func body(_ bytes: UnsafeRawBufferPointer) {
        length += bytes.count
        content.append(contentsOf: bytes.prefix(max(0, bodyLimit - content.count)))
    }
}
