import HTTPTypes
import HoneMonitor
import Hummingbird

/// Records every request in a monitor (PAT-017). Place it outermost, so that it sees what is really sent.
///
/// Endpoints are told apart by method and route template, never by the raw path; requests that match no route are
/// one endpoint. Latency runs until the response is ready to be sent, and for a stream (a body of unknown length)
/// until its last byte is written. The request's code runs with `RequestTrace.current` set, and
/// what a pool of `HoneDatabase` runs for it is recorded.
public struct MonitorMiddleware<Context: RequestContext>: RouterMiddleware {
    private let monitor: PerformanceMonitor

    /// A middleware that records in `monitor`.
    public init(_ monitor: PerformanceMonitor) {
        self.monitor = monitor
    }

    /// Answers the request and records it.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var recording = monitor.begin(method: request.method.rawValue, route: context.endpointPath)
        do {
            var response = try await RequestTrace.tracing(recording.trace) {
                try await next(request, context)
            }
            if let length = response.body.contentLength {
                monitor.end(&recording, status: response.status.code, responseBytes: length)
            } else {
                let status = response.status.code
                let body = response.body
                let monitor = monitor
                let begun = recording
                response.body = ResponseBody { writer in
                    var recording = begun
                    let counter = ByteCounter()
                    defer { monitor.end(&recording, status: status, responseBytes: counter.bytes) }
                    let counting = CountingWriter(parent: writer, counter: counter)
                    try await RequestTrace.tracing(recording.trace) {
                        try await body.write(counting)
                    }
                }
            }
            return response
        } catch {
            // Hummingbird makes the answer of an error outside of all middleware.
            let status = (error as? any HTTPResponseError)?.status ?? .internalServerError
            monitor.end(&recording, status: status.code, responseBytes: nil)
            throw error
        }
    }
}

extension PerformanceMonitor {
    /// A middleware that records in this monitor; to be added before all others.
    public func middleware<Context: RequestContext>(
        context: Context.Type = Context.self
    ) -> MonitorMiddleware<Context> {
        MonitorMiddleware(self)
    }
}

/// The bytes written so far; a class, as writers are values.
private final class ByteCounter {
    var bytes = 0
}

/// A writer that counts and passes on.
private struct CountingWriter: ResponseBodyWriter {
    var parent: any ResponseBodyWriter
    let counter: ByteCounter

    mutating func write(_ buffer: ByteBuffer) async throws {
        counter.bytes += buffer.readableBytes
        try await parent.write(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await parent.finish(trailingHeaders)
    }
}
