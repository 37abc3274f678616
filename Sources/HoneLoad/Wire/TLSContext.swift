import NIOSSL

enum TLSContext {
    /// A client's TLS for a scenario's transport: certificates checked against the system's authorities and the given
    /// ones, unless told otherwise.
    /// - Throws: ``ScenarioError`` when the file of authorities cannot be read as such, `NIOSSLError` when TLS cannot
    ///   be set up.
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
            configuration.additionalTrustRoots = [.certificates(try authorities(path))]
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private static func authorities(_ path: String) throws(ScenarioError) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw ScenarioError(
                field: "tls.authorities", found: path,
                remedy: "needs a file that can be read and holds certificates in PEM")
        }
    }
}
