import Foundation

/// A real PostgreSQL server with a fresh cluster in a folder of its own, on a free port of loopback and a Unix socket:
/// for tests of what speaks to one.
///
///     let server = try await PostgresServer.start()
///     … server.url(database: "postgres") …
///     server.stop()
///
/// PostgreSQL refuses to run as root; for root the server runs as the user `postgres`.
public final class PostgresServer: Sendable {
    /// PostgreSQL is missing or does not start.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// What was found.
        public var found: String
        /// What to do.
        public var remedy: String
        /// One line for a person.
        public var description: String { "PostgreSQL was not started: \(found); \(remedy)" }
    }

    /// The port it listens on, at 127.0.0.1; also part of the Unix socket's name.
    public let port: Int
    /// The folder that holds its Unix socket.
    public let socketFolder: String
    /// The process id of the server's first process.
    public var processIdentifier: Int32 { process.processIdentifier }
    /// The superuser of the cluster.
    public static let user = "hone"
    private let folder: URL
    private let process: ChildProcess

    private init(port: Int, folder: URL, process: ChildProcess) {
        self.port = port
        self.folder = folder
        self.process = process
        socketFolder = folder.path
    }

    deinit { stop() }

    /// The address of a database over the Unix socket, where nobody is asked for a password.
    public func url(database: String = "postgres", user: String = PostgresServer.user) -> String {
        let host = socketFolder.replacing("/", with: "%2F")
        return "postgresql://\(user)@\(host):\(port)/\(database)"
    }

    /// The address of a database over TCP, where a password is asked for if the configuration has one.
    public func networkURL(
        database: String = "postgres", user: String = PostgresServer.user, password: String? = nil
    ) -> String {
        "postgresql://\(user)\(password.map { ":\($0)" } ?? "")@127.0.0.1:\(port)/\(database)"
    }

    /// Makes a cluster, starts the server and returns when it accepts connections.
    /// - Throws: ``Failure`` when PostgreSQL is missing or is not ready within thirty seconds.
    public static func start(_ configuration: Configuration = Configuration()) async throws -> PostgresServer {
        let programs = try PostgresPrograms.found()
        // Short: a Unix socket's path has room for 107 bytes (man 7 unix).
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("hone-pg-\(UUID().uuidString.prefix(8))")
        do {
            try programs.makeFolder(folder)
            try initialise(folder, configuration, programs)
            var attempts = 3
            while true {
                attempts -= 1
                do {
                    return try await launch(folder, configuration, programs)
                } catch let failure as Failure where attempts > 0 && failure.found.contains("Address already in use") {
                    // Somebody took the port in between.
                }
            }
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    private static func initialise(
        _ folder: URL, _ configuration: Configuration, _ programs: PostgresPrograms
    ) throws {
        var arguments = [
            "-D", "\(folder.path)/cluster", "-U", user, "-E", "UTF8", "--locale=C", "--no-sync", "--auth-local=trust",
        ]
        if let password = configuration.password {
            let file = folder.appendingPathComponent("password")
            try Data("\(password)\n".utf8).write(to: file)
            arguments += ["--auth-host=scram-sha-256", "--pwfile=\(file.path)"]
        } else {
            arguments += ["--auth-host=trust"]
        }
        let said = folder.appendingPathComponent("initdb")
        let process = try programs.launch("initdb", arguments, in: folder, saying: said)
        guard process.waitUntilExit() == .exited(0) else {
            throw Failure(
                found: "initdb failed: \((try? String(contentsOf: said, encoding: .utf8))?.suffix(600) ?? "")",
                remedy: "see whether 'initdb --version' works here for the user postgres")
        }
        if configuration.isStandby {
            // A standby with nobody to follow: it can be read, and never ends its recovery.
            try Data().write(to: folder.appendingPathComponent("cluster/standby.signal"))
        }
    }

    private static func launch(
        _ folder: URL, _ configuration: Configuration, _ programs: PostgresPrograms
    ) async throws -> PostgresServer {
        let port = try ClosedPort.free()
        let said = folder.appendingPathComponent("said")
        let process = try programs.launch(
            "postgres", configuration.arguments(folder: folder.path, port: port), in: folder, saying: said)
        let server = PostgresServer(port: port, folder: folder, process: process)
        let state = folder.appendingPathComponent("cluster/postmaster.pid")
        for _ in 0..<3_000 where process.isRunning {
            // Its eighth line is the server's state (src/include/utils/pidfile.h); "standby" takes no connections yet.
            let lines = (try? String(contentsOf: state, encoding: .utf8))?.split(separator: "\n") ?? []
            if lines.count >= 8, lines[7].hasPrefix("ready") { return server }
            try await Task.sleep(for: .milliseconds(10))
        }
        let words = (try? String(contentsOf: said, encoding: .utf8)) ?? ""
        let wasRunning = process.isRunning
        server.process.end(by: shutdown)
        throw Failure(
            found: wasRunning ? "it was not ready within 30 s: \(words.suffix(600))" : "it said: \(words.suffix(600))",
            remedy: "see whether every extension that is to be preloaded is installed (postgresql-contrib)")
    }

    /// Ends the server, with whoever is connected, and removes its folder. Does nothing the second time.
    public func stop() {
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        process.end(by: Self.shutdown)
        try? FileManager.default.removeItem(at: folder)
    }

    /// Fast shutdown by SIGINT, then immediate by SIGQUIT (PostgreSQL documentation, 19.5).
    private static let shutdown = [SIGINT, SIGQUIT, SIGKILL]
}
