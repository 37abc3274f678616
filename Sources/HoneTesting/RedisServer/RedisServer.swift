import Foundation

/// A real Redis server on a free port of loopback, with its files in a folder of its own: for tests of what speaks to
/// one.
///
///     let server = try await RedisServer.start(.init(password: "secret"))
///     … server.url …
///     try server.command("SET", "a", "b")
///     server.stop()
public final class RedisServer: Sendable {
    /// Redis is missing or does not start.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// What was found.
        public var found: String
        /// What to do.
        public var remedy: String
        /// One line for a person.
        public var description: String { "Redis was not started: \(found); \(remedy)" }
    }

    /// How a server is set up.
    public struct Configuration: Sendable {
        /// What clients must send as the default user's password; nil: nothing.
        public var password: String?
        /// Settings of `redis.conf` by name.
        public var settings: [String: String]
        /// Whether it is to be a node of a cluster.
        public var isClusterNode: Bool
        /// The certificate that it speaks TLS with, and does not speak without; nil: it speaks plainly.
        public var certificate: FixtureCertificate?
        /// The port; nil: a free one.
        public var port: Int?

        /// A server that keeps nothing on disk.
        public init(
            password: String? = nil, settings: [String: String] = [:], isClusterNode: Bool = false,
            certificate: FixtureCertificate? = nil, port: Int? = nil
        ) {
            self.password = password
            self.settings = settings
            self.isClusterNode = isClusterNode
            self.certificate = certificate
            self.port = port
        }
    }

    /// The port it listens on, at 127.0.0.1.
    public let port: Int
    /// The port that nodes of a cluster speak with each other on.
    public let busPort: Int
    private let configuration: Configuration
    private let folder: URL
    private let process: ChildProcess

    private init(
        port: Int, busPort: Int, configuration: Configuration, folder: URL, process: ChildProcess
    ) {
        self.port = port
        self.busPort = busPort
        self.configuration = configuration
        self.folder = folder
        self.process = process
    }

    deinit { stop() }

    /// The address, with the password when there is one.
    public var url: String {
        let scheme = configuration.certificate == nil ? "redis" : "rediss"
        return "\(scheme)://\(configuration.password.map { ":\($0)@" } ?? "")127.0.0.1:\(port)"
    }

    /// The file that holds its certificate, in PEM, when it has one.
    public var certificateFile: String { RedisServer.certificateFile(in: folder).path }

    fileprivate static func certificateFile(in folder: URL) -> URL { folder.appending(path: "certificate.pem") }

    fileprivate static func keyFile(in folder: URL) -> URL { folder.appending(path: "key.pem") }

    /// The process id of the server.
    public var processIdentifier: Int32 { process.processIdentifier }

    /// Starts a server and returns when it answers.
    /// - Throws: ``Failure`` when Redis is missing or does not answer within ten seconds.
    public static func start(_ configuration: Configuration = Configuration()) async throws -> RedisServer {
        var attempts = configuration.port == nil ? 3 : 1
        while true {
            attempts -= 1
            do {
                return try await launch(configuration)
            } catch let failure as Failure where attempts > 0 && failure.found.contains("Address already in use") {
                // Somebody took the port in between.
            }
        }
    }

    private static func launch(_ configuration: Configuration) async throws -> RedisServer {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hone-redis-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if let certificate = configuration.certificate {
            try certificate.certificatePEM.write(
                to: certificateFile(in: folder), atomically: true, encoding: .utf8)
            try certificate.keyPEM.write(to: keyFile(in: folder), atomically: true, encoding: .utf8)
        }
        let port = try configuration.port ?? ClosedPort.free()
        let busPort = try ClosedPort.free()
        let said = folder.appending(path: "said")
        let process: ChildProcess
        do {
            process = try ChildProcess(
                ["redis-server"] + configuration.arguments(port: port, busPort: busPort, folder: folder),
                in: folder.path, output: .file(said.path))
        } catch let failure as ChildProcess.Failure {
            try? FileManager.default.removeItem(at: folder)
            throw Failure(found: "\(failure)", remedy: "install it: apt-get install redis-server")
        }
        let server = RedisServer(
            port: port, busPort: busPort, configuration: configuration, folder: folder, process: process)
        for _ in 0..<1_000 where process.isRunning {
            let words = (try? String(contentsOf: said, encoding: .utf8)) ?? ""
            if words.contains("Ready to accept connections") { return server }
            try await Task.sleep(for: .milliseconds(10))
        }
        let words = (try? String(contentsOf: said, encoding: .utf8)) ?? ""
        server.stop()
        throw Failure(
            found: "it was not ready within 10 s; it said: \(words.suffix(600))",
            remedy: "see whether it starts by hand")
    }

    /// What Redis' own client says to a command, without a newline at its end.
    /// - Throws: ``Failure`` when the client is missing.
    @discardableResult
    public func command(_ words: String...) throws -> String { try command(words) }

    /// What Redis' own client says to a command, without a newline at its end.
    /// - Throws: ``Failure`` when the client is missing.
    @discardableResult
    public func command(_ words: [String]) throws -> String {
        var line = ["redis-cli", "-p", "\(port)"]
        if configuration.certificate != nil { line += ["--tls", "--cacert", certificateFile] }
        var environment = ProcessInfo.processInfo.environment
        environment["REDISCLI_AUTH"] = configuration.password
        do {
            let said = try ChildProcess.run(line + words, environment: environment).output
            return said.hasSuffix("\n") ? String(said.dropLast()) : said
        } catch let failure as ChildProcess.Failure {
            throw Failure(found: "\(failure)", remedy: "install it: apt-get install redis-tools")
        }
    }

    /// Stops the server where it is (`SIGSTOP`): its sockets stay, and nothing is answered until ``resume()``.
    public func pause() { process.send(SIGSTOP) }

    /// Lets a paused server go on.
    public func resume() { process.send(SIGCONT) }

    /// Ends it in the middle of whatever it does (`SIGKILL`). Another can be started at the same port.
    public func kill() { process.end(by: [SIGKILL]) }

    /// Ends the server and removes its folder. Does nothing the second time.
    public func stop() {
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        process.end(by: [SIGKILL])
        try? FileManager.default.removeItem(at: folder)
    }
}

extension RedisServer.Configuration {
    func arguments(port: Int, busPort: Int, folder: URL) -> [String] {
        var all = [
            "bind": "127.0.0.1", "port": "\(port)", "dir": folder.path, "save": "", "appendonly": "no",
            "daemonize": "no", "logfile": "",
        ]
        if certificate != nil {
            let file = RedisServer.certificateFile(in: folder).path
            all.merge([
                "port": "0", "tls-port": "\(port)", "tls-cert-file": file, "tls-ca-cert-file": file,
                "tls-key-file": RedisServer.keyFile(in: folder).path, "tls-auth-clients": "no",
            ]) { $1 }
        }
        if let password { all["requirepass"] = password }
        if isClusterNode {
            all.merge([
                "cluster-enabled": "yes", "cluster-port": "\(busPort)", "cluster-config-file": "nodes.conf",
                "cluster-node-timeout": "2000", "cluster-require-full-coverage": "no",
            ]) { $1 }
        }
        all.merge(settings) { $1 }
        return all.sorted { $0.key < $1.key }.flatMap { ["--\($0.key)", $0.value] }
    }
}
