import Foundation
import NIOSSL

/// A self-signed certificate for 127.0.0.1 and localhost, made anew by the `openssl` command.
public struct FixtureCertificate: Sendable {
    /// `openssl` could not make a certificate.
    public struct Failure: Error, CustomStringConvertible {
        /// What it said.
        public var found: String
        /// One line for a person.
        public var description: String { "openssl made no certificate (\(found)); install the package openssl" }
    }

    /// The certificate in PEM.
    public let certificatePEM: String
    /// Its private key in PEM.
    public let keyPEM: String

    /// Makes a certificate valid for two days.
    /// - Throws: ``Failure`` when `openssl` is missing or fails.
    public static func selfSigned() throws -> FixtureCertificate {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = folder.appendingPathComponent("certificate.pem")
        let key = folder.appendingPathComponent("key.pem")
        let command = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            key.path, "-out", certificate.path, "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ]
        let made: ChildProcess.Finished
        do { made = try ChildProcess.run(command) } catch { throw Failure(found: "\(error)") }
        guard made.ending == .exited(0) else { throw Failure(found: String(made.output.suffix(300))) }
        return FixtureCertificate(
            certificatePEM: try String(contentsOf: certificate, encoding: .utf8),
            keyPEM: try String(contentsOf: key, encoding: .utf8))
    }

    func serverContext() throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8)).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
    }
}
