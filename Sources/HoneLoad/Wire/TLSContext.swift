import NIOSSL

enum TLSContext {
    /// A client's TLS: HTTP/1.1 only, and certificates checked against the system's unless `insecure`.
    static func make(insecure: Bool) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        if insecure { configuration.certificateVerification = .none }
        return try NIOSSLContext(configuration: configuration)
    }
}
