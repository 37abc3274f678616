import Foundation
import HTTPTypes
import HoneMonitor
import Hummingbird
import NIOCore

extension MonitoringRoutes {
    /// Takes in what a browser measured. Open to all, as visitors have no token: so it is bounded in every way, and
    /// pages of other sites are kept out where the browser says so (`Sec-Fetch-Site`, Fetch Metadata of the W3C).
    func recordPage(_ request: Request) async throws -> Response {
        if HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }) == "cross-site" {
            throw Problem(
                title: "Forbidden", status: .forbidden, detail: "Measurements are taken from the app's own pages only.")
        }
        let pages = monitor.pageMetrics
        do {
            try pages.admit()
            try pages.record(try await Self.measurement(in: request, for: pages))
        } catch let refusal as PageMetrics.Refusal {
            throw Problem(refusal)
        }
        return Response(status: .noContent, headers: [.cacheControl: "no-store"])
    }

    private static func measurement(in request: Request, for pages: PageMetrics) async throws -> PageMeasurement {
        let limit = pages.limits.bytes
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw pages.refuse(.tooLarge(limit: limit))
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw pages.refuse(.tooLarge(limit: limit))
        } catch let error as HTTPError where error.status == .contentTooLarge {
            throw pages.refuse(.tooLarge(limit: limit))
        }
        do {
            return try JSONDecoder().decode(PageMeasurement.self, from: Data(body.readableBytesView))
        } catch is DecodingError {
            throw pages.refuse(.malformed(#"Send JSON such as {"page": "/explore", "ttfb": 41.5, "lcp": 870}."#))
        }
    }
}

extension Problem {
    /// Why a measurement was not taken in.
    fileprivate init(_ refusal: PageMetrics.Refusal) {
        switch refusal {
        case .tooLarge:
            self.init(title: "Content Too Large", status: .contentTooLarge, detail: refusal.description)
        case .tooMany(let seconds):
            self.init(
                title: "Too Many Requests", status: .tooManyRequests, detail: refusal.description,
                headers: [.retryAfter: "\(Int(min(seconds, 3_600).rounded(.up)))"])
        case .malformed:
            self.init(title: "Bad Request", status: .badRequest, detail: refusal.description)
        }
    }
}
