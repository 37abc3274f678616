import Foundation
import HTTPTypes
import HoneMonitor
import Hummingbird

extension PerformanceMonitor {
    /// Adds the routes that show what the monitor saw:
    ///
    /// - `GET /api/monitoring/metrics`: every endpoint; `?minutes=1…5`: only those that were
    ///   asked in the last so many minutes.
    /// - `GET /api/monitoring/metrics/{endpoint}`: one, named as in the former and percent-encoded, such as
    ///   `GET%20%2Fapi%2Fchefs%2F%7Bid%7D`.
    /// - `GET /api/monitoring/system`: memory, CPU, threads, descriptors.
    /// - `GET /api/monitoring/health`: that the app answers; open to all, says no figures.
    ///
    /// Errors are problem documents (RFC 9457): 400, 401, 404, 503.
    /// - Parameters:
    ///   - router: Where to add them.
    ///   - adminToken: What a request must carry as `Authorization: Bearer …`; nil opens the routes to everyone who
    ///     reaches the app. An empty token opens them to nobody.
    public func addRoutes(to router: some RouterMethods<some RequestContext>, adminToken: String?) {
        let token = adminToken.map { AdminToken($0) }
        let authorise: @Sendable (Request) throws(Problem) -> Void = { request throws(Problem) in
            if let token, !token.opens(for: request) { throw Problem.unauthorised() }
        }
        router.get("/api/monitoring/metrics") { request, _ in
            try authorise(request)
            return try self.metrics(minutes: request.uri.queryParameters["minutes"].map(String.init))
        }
        router.get("/api/monitoring/metrics/{endpoint}") { request, context in
            try authorise(request)
            return try self.metrics(ofEndpoint: context.parameters.get("endpoint") ?? "")
        }
        router.get("/api/monitoring/system") { request, _ in
            try authorise(request)
            return try self.system()
        }
        router.get("/api/monitoring/health") { _, _ in
            try MonitoringJSON.response(Health(status: "ok", uptimeSeconds: self.snapshot().uptimeSeconds))
        }
    }

    private struct Health: Encodable {
        var status: String
        var uptimeSeconds: Double
    }

    private func metrics(minutes: String?) throws -> Response {
        guard let minutes else { return try MonitoringJSON.response(snapshot()) }
        guard let wanted = Int(minutes), (1...5).contains(wanted) else {
            throw Problem(
                title: "Bad Request", status: .badRequest,
                detail: "minutes must be a whole number from 1 to 5, not \"\(minutes.prefix(40))\".")
        }
        return try MonitoringJSON.response(snapshot(activeInLastMinutes: wanted))
    }

    private func metrics(ofEndpoint encoded: String) throws -> Response {
        let name = encoded.removingPercentEncoding ?? encoded
        guard let endpoint = snapshot()[name] else {
            throw Problem(
                title: "Not Found", status: .notFound,
                detail: "No endpoint \"\(name.prefix(200))\" was asked so far; GET /api/monitoring/metrics lists those "
                    + "that were. Percent-encode the name: GET%20%2Fapi%2Fchefs%2F%7Bid%7D.")
        }
        return try MonitoringJSON.response(endpoint)
    }

    private func system() throws -> Response {
        do {
            return try MonitoringJSON.response(try systemSnapshot())
        } catch let error as SystemReadError {
            throw Problem(title: "Service Unavailable", status: .serviceUnavailable, detail: error.description)
        }
    }
}
