/// A response that does not follow HTTP/1.1 framing (RFC 9112), so that nobody can tell where it ends.
public enum FramingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The first line is not `HTTP/1.x NNN`.
    case statusLine(found: String)
    /// A header line has no name, no colon, or white space before the colon.
    case header(found: String)
    /// `Content-Length` is not one number.
    case contentLength(found: String)
    /// A chunk does not start with its size in hexadecimal digits, or does not end with a line break.
    case chunk(found: String)
    /// Status lines, headers, trailers and the extensions of chunks, together, go on beyond the limit, in bytes.
    case tooLong(limit: Int)
    /// The server switched to another protocol unasked (status 101).
    case switchedProtocol

    /// One line for a person.
    public var description: String {
        switch self {
        case .statusLine(let found): "the answer starts with \"\(found)\", not with an HTTP/1.1 status line"
        case .header(let found): "\"\(found)\" is not a header line"
        case .contentLength(let found): "Content-Length \"\(found)\" is not one number"
        case .chunk(let found): "\"\(found)\" stands where a chunk size or the end of a chunk must be"
        case .tooLong(let limit): "the headers (with trailers and extensions of chunks) are longer than \(limit) bytes"
        case .switchedProtocol: "the server switched protocols (101) without being asked"
        }
    }
}
