import Foundation
import HTTPTypes
import HoneMonitor
import Hummingbird
import NIOCore

extension MonitoringRoutes {
    private struct Health: Encodable {
        var status: String
        var uptimeSeconds: Double
    }

    func health() throws -> Response {
        try MonitoringJSON.response(Health(status: "ok", uptimeSeconds: monitor.uptimeSeconds))
    }

    func metrics(_ request: Request) throws -> Response {
        guard let minutes = request.uri.queryParameters["minutes"] else {
            return try MonitoringJSON.response(monitor.snapshot().sayable)
        }
        guard let wanted = Int(minutes), (1...60).contains(wanted) else {
            throw Problem.badRequest("minutes must be a whole number from 1 to 60, not \"\(minutes.prefix(40))\".")
        }
        return try MonitoringJSON.response(monitor.snapshot(activeInLastMinutes: wanted).sayable)
    }

    func metrics(ofEndpoint parameters: Parameters) throws -> Response {
        let name = Self.decoded(parameters.get("endpoint"))
        guard let endpoint = monitor.snapshot()[name] else {
            throw Problem(
                title: "Not Found", status: .notFound,
                detail: "No endpoint \"\(name.prefix(200))\" was asked so far; GET \(Self.root)/metrics lists those "
                    + "that were. Percent-encode the name: GET%20%2Fapi%2Fchefs%2F%7Bid%7D.")
        }
        return try MonitoringJSON.response(endpoint)
    }

    func system() throws -> SystemSnapshot {
        do {
            return try monitor.systemSnapshot()
        } catch {
            throw Problem(title: "Service Unavailable", status: .serviceUnavailable, detail: error.description)
        }
    }

    func queries(_ request: Request) throws -> Response {
        let text = request.uri.queryParameters["order"].map(String.init) ?? QueryOrder.time.rawValue
        guard let order = QueryOrder(rawValue: text) else {
            let allowed = QueryOrder.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw Problem.badRequest("order must be one of \(allowed), not \"\(text.prefix(40))\".")
        }
        return try MonitoringJSON.response(["queries": monitor.queries(order: order)])
    }

    func kept(_ parameters: Parameters) throws -> Response {
        let id = Self.decoded(parameters.get("id"))
        let bySpan = Self.isSpan(id) ? monitor.request(span: id) : nil
        guard let request = bySpan ?? monitor.request(id: id) else {
            throw Problem(
                title: "Not Found", status: .notFound,
                detail: "No request \"\(id.prefix(128))\" is kept; the slowest and those with findings are, and "
                    + "GET \(Self.root)/requests lists them.")
        }
        return try MonitoringJSON.response(request)
    }

    func prometheus(_ request: Request) -> Response {
        let format = PrometheusFormat(accept: request.headers[.accept])
        let body = ByteBuffer(string: monitor.prometheusExposition().text(format))
        let headers: HTTPFields = [.contentType: format.contentType, .cacheControl: "no-store", .vary: "Accept"]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// Whether a text may be a span as `RequestSummary.span` says it.
    private static func isSpan(_ text: String) -> Bool {
        text.utf8.count == 16 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// A part of a path as it was before it was put into an address; as it stands where that cannot be told.
    private static func decoded(_ text: String?) -> String {
        let text = text ?? ""
        return text.removingPercentEncoding ?? text
    }
}

extension MonitorSnapshot {
    /// The same without the figures of parts of the app that JSON has no number for, such as a share of nothing.
    var sayable: MonitorSnapshot {
        var snapshot = self
        snapshot.gauges = gauges.mapValues { figures in figures.filter { $0.value.isFinite } }
        return snapshot
    }
}
