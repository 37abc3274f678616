import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

extension MonitoringRoutes {
    /// A snapshot every second until the client goes or the server shuts down.
    func events(_ request: Request) throws -> Response {
        guard let listener = feed.join() else {
            throw Problem(
                title: "Service Unavailable", status: .serviceUnavailable,
                detail: "\(feed.maximumListeners) listeners are served already; close a dashboard, or ask "
                    + "\(Self.root)/metrics now and then.", headers: [.retryAfter: "5"])
        }
        let feed = feed
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        // Proxies as nginx would hold events back to gather more of them.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                let (blocks, continuation) = feed.blocks()
                defer { continuation.finish() }
                try await withGracefulShutdownHandler {
                    try await request.body.consumeWithCancellationOnInboundClose { _ in
                        for await block in blocks { try await writer.write(block) }
                    }
                } onGracefulShutdown: {
                    continuation.finish()
                }
                withExtendedLifetime(listener) {}
                try await writer.finish(nil)
            })
    }
}
