/// A request of ``HTTPClient`` without a complete response.
public struct ClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong.
    public enum Kind: String, Sendable, Codable {
        /// The URL, method or a header cannot be sent.
        case invalidRequest
        /// The server is not this machine and `allowRemote` is not set.
        case remote
        /// Nothing listens on the port.
        case refused
        /// The host name has no address.
        case unknownHost
        /// No connection for another reason.
        case unreachable
        /// The certificate is not trusted: self-signed, expired, or for another name.
        case untrusted
        /// The TLS handshake failed for another reason.
        case tls
        /// No complete response in time.
        case timeout
        /// The connection was reset.
        case reset
        /// The connection was closed before the response was complete.
        case closedEarly
        /// The response does not follow HTTP/1.1.
        case malformed
    }

    /// What went wrong.
    public var kind: Kind
    /// The URL of the request.
    public var url: String
    /// What was found: the system's or the parser's words.
    public var found: String

    /// An error of a request for `url`.
    public init(_ kind: Kind, url: String, found: String) {
        self.kind = kind
        self.url = url
        self.found = found
    }

    /// One line for a person, with what to do.
    public var description: String { "\(url): \(sentence)" }

    private var sentence: String {
        switch kind {
        case .invalidRequest: "cannot be requested: \(found)"
        case .remote: "\(found) is not this machine; set allowRemote if you may send requests there"
        case .refused: "connection refused; is the app running and listening on this port?"
        case .unknownHost: "the host name has no address (\(found)); check the spelling"
        case .unreachable: "no connection (\(found))"
        case .untrusted:
            "the server's certificate is not trusted (\(found)); if it is self-signed and yours, use insecure: true"
        case .tls: "the TLS handshake failed (\(found)); does this port speak TLS?"
        case .timeout: "no complete answer within \(found) s"
        case .reset: "the server reset the connection before the answer was complete"
        case .closedEarly: "the server closed the connection before the answer was complete (\(found))"
        case .malformed: "the answer is not HTTP/1.1: \(found)"
        }
    }
}
