import NIOCore
import NIOHPACK

/// A request as HTTP/2 sends it (RFC 9113 §8.3), made of the bytes that HTTP/1.1 would send.
///
/// Requests are written once, as HTTP/1.1; what is sent over HTTP/2 is read back from that, so that cookies, redirects
/// and retries need no second way of writing. Requests that never vary are read back once.
struct HTTP2Request: Sendable {
    var headers: HPACKHeaders
    /// nil for none.
    var body: ByteBuffer?

    /// - Parameter request: a whole HTTP/1.1 request as ``RequestTemplate`` writes it.
    init(_ request: ByteBuffer, isTLS: Bool) {
        var headers = HPACKHeaders()
        headers.reserveCapacity(12)
        var rest = request
        let line = Self.line(&rest).split(separator: " ", maxSplits: 2)
        headers.add(name: ":method", value: String(line.first ?? "GET"))
        headers.add(name: ":scheme", value: isTLS ? "https" : "http")
        headers.add(name: ":path", value: line.count > 1 ? String(line[1]) : "/")
        var fields: [(String, String)] = []
        while true {
            let field = Self.line(&rest)
            guard let colon = field.firstIndex(of: ":") else { break }
            let name = field[..<colon].lowercased()
            let value = String(field[field.index(colon, offsetBy: 2)...])
            switch name {
            case "host": headers.add(name: ":authority", value: value)
            // What is said of one connection has no place in HTTP/2 (RFC 9113 §8.2.2).
            case "connection", "keep-alive", "upgrade", "proxy-connection": break
            default: fields.append((name, value))
            }
        }
        for (name, value) in fields { headers.add(name: name, value: value) }
        self.headers = headers
        body = rest.readableBytes > 0 ? rest : nil
    }

    private static func line(_ buffer: inout ByteBuffer) -> String {
        let view = buffer.readableBytesView
        guard let end = view.firstIndex(of: 0x0D) else { return "" }
        let text = String(decoding: view[..<end], as: UTF8.self)
        buffer.moveReaderIndex(to: end + 2)
        return text
    }
}
