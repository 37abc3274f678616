import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension ClientError {
    /// What an error of the channel means for the person who asked.
    init(cause error: any Error, url: String) {
        switch error {
        case let error as ClientError: self = error
        case let error as FramingError: self.init(.malformed, url: url, found: error.description)
        case let error as NIOConnectionError: self.init(connection: error, url: url)
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            self.init(.refused, url: url, found: "\(error)")
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE:
            self.init(.reset, url: url, found: "\(error)")
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self.init(tls: "\(error)", url: url)
        default: self.init(.unreachable, url: url, found: "\(error)")
        }
    }

    private init(connection error: NIOConnectionError, url: String) {
        guard let first = error.connectionErrors.first else {
            self.init(.unknownHost, url: url, found: Resolver.reason(error))
            return
        }
        let refused = error.connectionErrors.contains { ($0.error as? IOError)?.errnoCode == ECONNREFUSED }
        self.init(refused ? .refused : .unreachable, url: url, found: "\(first.error)")
    }

    /// BoringSSL tells why a certificate was not accepted in words only.
    private init(tls words: String, url: String) {
        if words.contains("CERTIFICATE_VERIFY_FAILED") {
            self.init(.untrusted, url: url, found: "certificate verification failed")
        } else if words.contains("failedToValidateHostname") || words.contains("Couldn't find") {
            self.init(.untrusted, url: url, found: "the certificate is for another name")
        } else {
            self.init(.tls, url: url, found: words)
        }
    }
}
