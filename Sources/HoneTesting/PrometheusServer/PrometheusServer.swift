import Foundation
import NIOCore
import NIOPosix

/// A real Prometheus on loopback that scrapes one app every second, with its data in a folder of its own: for tests of
/// what is exported to it.
///
///     let server = try await PrometheusServer.start(scraping: "127.0.0.1:8080", path: "/metrics")
///     … server.url + "/api/v1/query?query=up" …
///     server.stop()
public final class PrometheusServer: Sendable {
    /// Prometheus is missing or does not start.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// What was found.
        public var found: String
        /// What to do.
        public var remedy: String
        /// One line for a person.
        public var description: String { "Prometheus was not started: \(found); \(remedy)" }
    }

    /// The server's root without a trailing slash, such as `http://127.0.0.1:PORT`.
    public let url: String
    private let folder: URL
    private let process: ChildProcess

    private init(url: String, folder: URL, process: ChildProcess) {
        self.url = url
        self.folder = folder
        self.process = process
    }

    deinit { stop() }

    /// Starts Prometheus and returns when it accepts connections. It keeps exemplars too.
    /// - Parameters:
    ///   - target: The app, as `host:port`.
    ///   - path: Where its metrics are.
    ///   - bearerToken: What is sent as `Authorization: Bearer …`; nil sends nothing.
    /// - Throws: ``Failure`` when it is missing or does not accept connections within ten seconds.
    public static func start(
        scraping target: String, path: String, bearerToken: String? = nil
    ) async throws -> PrometheusServer {
        guard let program = Self.program("prometheus") else {
            throw Failure(found: "there is none on the PATH", remedy: "install it: apt-get install prometheus")
        }
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "hone-prometheus-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let authorisation = bearerToken.map { "\n    authorization: {type: Bearer, credentials: '\($0)'}" } ?? ""
        let configuration = """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: app
                metrics_path: \(path)
                static_configs: [{targets: ['\(target)']}]\(authorisation)
            """
        let file = folder.appending(path: "prometheus.yml")
        try configuration.write(to: file, atomically: true, encoding: .utf8)
        let said = folder.appending(path: "said")
        let port = try ClosedPort.free()
        let process = try ChildProcess(
            [
                program, "--config.file=\(file.path)", "--storage.tsdb.path=\(folder.path)/data",
                "--web.listen-address=127.0.0.1:\(port)", "--enable-feature=exemplar-storage",
            ], errors: .file(said.path))
        let server = PrometheusServer(url: "http://127.0.0.1:\(port)", folder: folder, process: process)
        try await server.waitUntilReady(port: port, said: said)
        return server
    }

    private func waitUntilReady(port: Int, said: URL) async throws {
        for _ in 0..<1_000 where process.isRunning {
            let attempt = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            if let channel = try? await attempt.connect(host: "127.0.0.1", port: port).get() {
                try? await channel.close()
                return
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let text = (try? String(contentsOf: said, encoding: .utf8)) ?? ""
        stop()
        throw Failure(
            found: "no connection within 10 s; it said: \(text.suffix(600))", remedy: "see whether it starts by hand")
    }

    /// Ends Prometheus and removes its folder. Does nothing the second time.
    public func stop() {
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        process.end()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What `promtool check metrics` says of a text in the format 0.0.4: nothing when all is well.
    /// - Throws: ``Failure`` when promtool is missing.
    public static func complaints(about text: String) throws -> String {
        guard let program = program("promtool") else {
            throw Failure(found: "there is no promtool on the PATH", remedy: "install it: apt-get install prometheus")
        }
        let process = try ChildProcess([program, "check", "metrics"], input: .pipe, output: .pipe)
        // It reads everything before it says anything.
        try process.input?.write(contentsOf: Data(text.utf8))
        let finished = try process.finish()
        guard finished.ending != .exited(0), finished.output.isEmpty else { return finished.output }
        return "promtool said nothing: \(finished.ending)"
    }

    private static func program(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first(where: FileManager.default.isExecutableFile(atPath:))
    }
}
