import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers of the session's server, in JSON.
enum LiveAnswer {
    /// A value as JSON on one line.
    static func json(_ value: some Encodable) throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(value))))
    }

    /// An order that was not followed, or a caller that was kept out: `{"error": "…"}`.
    static func refusal(status: Int, reason: String) -> Response {
        // Reasons are this module's own words; the encoder cannot fail on a dictionary of them.
        let body = (try? JSONEncoder().encode(["error": reason])) ?? Data(#"{"error":""}"#.utf8)
        return Response(
            status: .init(code: status), headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// A state as a server-sent event (HTML standard §9.2.6).
    static func sentEvent(_ state: LiveState) throws -> ByteBuffer {
        var buffer = ByteBuffer(string: "event: state\ndata: ")
        // JSONEncoder writes no line breaks unless asked to, and escapes those in text.
        buffer.writeBytes(try JSONEncoder().encode(state))
        buffer.writeString("\n\n")
        return buffer
    }
}
