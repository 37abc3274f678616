import HTTPTypes
import HoneHTTP
import HoneMonitor
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

/// Bodies that the tests' handlers answer with.
enum Bodies {
    /// Some 20 kB of JSON.
    static let json =
        "[" + (0..<400).map { #"{"id":\#($0),"name":"chef \#($0 * 7919 % 101)"}"# }.joined(separator: ",") + "]"
    /// Fewer than 500 bytes.
    static let small = #"{"ok":true}"#
}

/// A JSON answer.
func jsonResponse(_ text: String, _ headers: HTTPFields = [:], status: HTTPResponse.Status = .ok) -> Response {
    var headers = headers
    headers[.contentType] = "application/json"
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
}

/// The same body in pieces of unknown number.
func streamResponse(_ text: String, pieces: Int, length: Int? = nil) -> Response {
    let bytes = Array(text.utf8)
    let size = (bytes.count + pieces - 1) / pieces
    let body = ResponseBody(contentLength: length) { writer in
        for start in stride(from: 0, to: bytes.count, by: size) {
            try await writer.write(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
        }
        try await writer.finish(nil)
    }
    return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
}

extension HTTPFields {
    /// Fields that ask for a coding.
    static func accepting(_ codings: String) -> HTTPFields { [.acceptEncoding: codings] }

    /// Fields by names that HTTPTypes may not know.
    init(named pairs: [(String, String)]) throws {
        self.init()
        for (name, value) in pairs { self[try #require(HTTPField.Name(name))] = value }
    }
}

extension TestResponse {
    /// The value of a field whose name HTTPTypes may not know.
    func value(_ name: String) throws -> String? { headers[try #require(HTTPField.Name(name))] }

    /// The body as text, unpacked by its Content-Encoding.
    func text() throws -> String {
        let coding = headers[.contentEncoding].flatMap { ContentCoding(token: $0) } ?? .identity
        return String(buffer: try coding.decompress(body, limit: 10 << 20))
    }
}

/// Every way to send requests: straight to the router, and over a socket.
let setups: [TestingSetup] = [.router, .live]
