import Foundation
import HoneLoad

/// The dashboard of an application's own monitor (PAT-017), found by asking the application for it.
public struct MonitorDashboard: Sendable, Equatable {
    /// What a browser opens.
    public var address: String
    /// How long the monitor has been recording, in seconds.
    public var uptimeSeconds: Double

    private struct Health: Decodable {
        var status: String
        var uptimeSeconds: Double
    }

    /// Asks whether a monitor answers, without a token: its health and its page say no figures.
    /// - Parameters:
    ///   - url: The application's address, such as `http://127.0.0.1:8000`; a path in it is where it is mounted.
    ///   - insecureTLS: Accept a certificate that no authority vouches for.
    /// - Throws: `AgentError`: `usage` for what is no address, `unreachable` when nothing answers or what answers has
    ///   no monitor.
    public static func find(url: String, insecureTLS: Bool = false) async throws -> MonitorDashboard {
        var base = url
        while base.hasSuffix("/") { base.removeLast() }
        if base.hasSuffix(MonitorReader.root) { base.removeLast(MonitorReader.root.count) }
        guard let parsed = URL(string: base), ["http", "https"].contains(parsed.scheme), parsed.host != nil else {
            throw AgentError(
                .usage, "'\(url)' is not the address of a web application.",
                remedy: "Write for example --url http://127.0.0.1:8000.")
        }
        // A look at two small answers is no load, so the application may be anywhere.
        let client = HTTPClient(configuration: .init(insecureTLS: insecureTLS, allowRemote: true, timeout: 10))
        do {
            let found = try await look(at: base, client)
            await client.close()
            return found
        } catch {
            await client.close()
            throw error
        }
    }

    private static func look(at base: String, _ client: HTTPClient) async throws -> MonitorDashboard {
        let health = try await answer("\(base)\(MonitorReader.root)/health", client)
        guard health.status == 200, let said = try? JSONDecoder().decode(Health.self, from: Data(health.body)),
            said.status == "ok"
        else {
            throw AgentError(
                .unreachable,
                "\(base) answers, and has no monitor: \(MonitorReader.root)/health says \(health.status).",
                remedy: "Add the monitor to the app as docs/monitoring-routes.md shows. For an app in another language "
                    + "there is none yet.")
        }
        let address = "\(base)\(MonitorReader.root)/"
        let page = try await answer(address, client)
        guard page.status == 200, page.header("Content-Type")?.hasPrefix("text/html") == true else {
            throw AgentError(
                .unreachable, "The monitor at \(base) answers, and has no dashboard: \(address) says \(page.status).",
                remedy: "Its version of the toolkit is older; update it, or read \(MonitorReader.root)/metrics.")
        }
        return MonitorDashboard(address: address, uptimeSeconds: said.uptimeSeconds)
    }

    private static func answer(_ url: String, _ client: HTTPClient) async throws -> HTTPClient.Response {
        do {
            return try await client.send(.init(url))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw AgentError(
                .unreachable, "\(url) does not answer: \(error)", remedy: "Start the application, or correct --url.")
        }
    }
}
