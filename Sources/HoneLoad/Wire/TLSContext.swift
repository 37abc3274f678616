import NIOSSL

enum TLSContext {
    /// A client's TLS for a scenario's transport: certificates checked against the system's authorities and the given
    /// ones, unless told otherwise.
    static func make(_ transport: Scenario.Transport) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols =
            switch transport.version {
            case .http1: ["http/1.1"]
            case .http2: ["h2"]
            case .automatic: ["h2", "http/1.1"]
            }
        if transport.insecure { configuration.certificateVerification = .none }
        if let path = transport.authorities {
            configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(path))]
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
