import Foundation
import NIOCore
import NIOPosix

/// A real nginx on loopback with a configuration of our own, in a folder of its own: for tests and benchmarks of what
/// speaks HTTP.
///
///     let server = try await NginxServer.start(.init(files: ["/index.html": Array("hello".utf8)]))
///     … server.url + "/index.html" …
///     server.stop()
public final class NginxServer: Sendable {
    /// nginx is missing or does not start.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// What was found.
        public var found: String
        /// What to do.
        public var remedy: String
        /// One line for a person.
        public var description: String { "nginx was not started: \(found); \(remedy)" }
    }

    /// The port it listens on; 0 at a Unix socket.
    public let port: Int
    /// The path of its Unix socket; nil without one.
    public let unixSocket: String?
    /// The server's root without a trailing slash, such as `http://127.0.0.1:PORT`, or `http://localhost` at a Unix
    /// socket.
    public let url: String
    /// A PEM file with the certificate, for clients to trust; nil without TLS.
    public let certificateFile: String?
    /// The process id of nginx's master.
    public var processIdentifier: Int32 { process.processIdentifier }
    private let folder: URL
    private let process: ChildProcess

    private init(
        port: Int, unixSocket: String?, url: String, certificateFile: String?, folder: URL, process: ChildProcess
    ) {
        self.port = port
        self.unixSocket = unixSocket
        self.url = url
        self.certificateFile = certificateFile
        self.folder = folder
        self.process = process
    }

    deinit { stop() }

    /// Starts nginx and returns when it accepts connections.
    /// - Throws: ``Failure`` when nginx is missing or does not accept connections within five seconds.
    public static func start(_ configuration: Configuration) async throws -> NginxServer {
        let places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"]
        guard
            let program = places.map({ "\($0)/nginx" }).first(where: FileManager.default.isExecutableFile(atPath:))
        else {
            throw Failure(
                found: "there is none in \(places.joined(separator: ", "))",
                remedy: "install it: apt-get install nginx-light")
        }
        var attempts = 3
        while true {
            attempts -= 1
            do {
                return try await start(configuration, program: program)
            } catch let failure as Failure where attempts > 0 && failure.found.contains("Address already in use") {
                // Somebody took the port in between.
            }
        }
    }

    private static func start(_ configuration: Configuration, program: String) async throws -> NginxServer {
        let manager = FileManager.default
        // Short: a Unix socket's path has room for 107 bytes (man 7 unix).
        let folder = manager.temporaryDirectory.appendingPathComponent("hone-nginx-\(UUID().uuidString.prefix(8))")
        do {
            try write(configuration, into: folder)
            let listener = try Address(configuration, folder: folder)
            let file = folder.appendingPathComponent("nginx.conf")
            try configuration.text(folder: folder.path, address: listener.words)
                .write(to: file, atomically: true, encoding: .utf8)
            let said = folder.appendingPathComponent("said")
            let process = try ChildProcess([program, "-c", file.path, "-p", folder.path], errors: .file(said.path))
            let server = NginxServer(
                port: listener.port, unixSocket: listener.unixSocket,
                url: "\(configuration.certificate == nil ? "http" : "https")://\(listener.authority)",
                certificateFile: configuration.certificate.map { _ in "\(folder.path)/certificate.pem" },
                folder: folder, process: process)
            try await server.waitUntilReady(listener, said: said)
            return server
        } catch {
            try? manager.removeItem(at: folder)
            throw error
        }
    }

    private static func write(_ configuration: Configuration, into folder: URL) throws {
        let manager = FileManager.default
        try manager.createDirectory(at: folder, withIntermediateDirectories: true)
        // The worker of a server started by root runs as another user.
        try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        for (path, bytes) in configuration.files {
            let file = folder.appendingPathComponent("files" + path)
            try manager.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
        guard let certificate = configuration.certificate else { return }
        try Data(certificate.certificatePEM.utf8).write(to: folder.appendingPathComponent("certificate.pem"))
        let key = folder.appendingPathComponent("key.pem")
        try Data(certificate.keyPEM.utf8).write(to: key)
        try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
    }

    private func waitUntilReady(_ listener: Address, said: URL) async throws {
        for _ in 0..<500 where process.isRunning {
            if let channel = try? await listener.connect() {
                try? await channel.close()
                return
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let isRunning = process.isRunning
        let text = (try? String(contentsOf: said, encoding: .utf8)) ?? ""
        stop()
        throw Failure(
            found: isRunning ? "no connection to \(listener.authority) within 5 s" : "it said: \(text.suffix(600))",
            remedy: "see whether 'nginx -V' works here and knows http_ssl and http_v2")
    }

    /// Ends nginx and removes its folder. Does nothing the second time.
    /// - Returns: the requests it logged, if it was told to.
    @discardableResult
    public func stop() -> [Request] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        process.end()
        let log = (try? String(contentsOf: folder.appendingPathComponent("access.log"), encoding: .utf8)) ?? ""
        try? FileManager.default.removeItem(at: folder)
        return log.split(separator: "\n").compactMap { Request(line: $0) }
    }
}

/// Where an nginx listens.
private struct Address {
    var port = 0
    var unixSocket: String?
    /// As nginx wants it.
    var words: String
    /// As a URL has it.
    var authority: String

    init(_ configuration: NginxServer.Configuration, folder: URL) throws {
        switch configuration.listener {
        case .loopback:
            port = try ClosedPort.free()
            words = "127.0.0.1:\(port) backlog=4096"
            authority = "127.0.0.1:\(port)"
        case .loopback6:
            port = try ClosedPort.free(isIPv6: true)
            words = "[::1]:\(port)"
            authority = "[::1]:\(port)"
        case .unixSocket:
            unixSocket = "\(folder.path)/socket"
            words = "unix:\(folder.path)/socket"
            authority = "localhost"
        }
    }

    func connect() async throws -> any Channel {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        if let unixSocket { return try await bootstrap.connect(unixDomainSocketPath: unixSocket).get() }
        return try await bootstrap.connect(host: words.hasPrefix("[") ? "::1" : "127.0.0.1", port: port).get()
    }
}
