import HTTPTypes
import HoneCore
import HoneMonitor
import Hummingbird
import Synchronization

/// Records every request in a monitor (PAT-017). Place it outermost, so that it sees what is really sent.
///
/// Endpoints are told apart by method and route template, never by the raw path; requests that match no route are
/// one endpoint; the monitor's own routes are not recorded. Latency runs until the response is ready to be sent, and
/// for a stream (a body of unknown length) until its last byte is written. The request's code runs with
/// `RequestTrace.current` set, and what a pool of `HoneDatabase` runs for it is recorded.
///
/// What the app answers carries the request's id as `X-Request-ID`: the client's own where it sent an acceptable one. A request
/// with `traceparent` (W3C Trace Context) is answered with that of its trace. With the admin token, as
/// `X-Hone-Token`, an answer says where its time went as `Server-Timing`.
public struct MonitorMiddleware<Context: RequestContext>: RouterMiddleware {
    private let monitor: PerformanceMonitor
    private let token: AdminToken?
    private let fields = MonitorFields()

    /// A middleware that records in `monitor`.
    /// - Parameter adminToken: What a request must carry as `X-Hone-Token` to be answered with `Server-Timing`; nil or
    ///   empty: no answer says it.
    public init(_ monitor: PerformanceMonitor, adminToken: String? = nil) {
        self.monitor = monitor
        token = adminToken.map { AdminToken($0) }
    }

    /// Answers the request and records it.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let route = context.endpointPath
        // What looks at the figures must not change them, and a listener would count as a request of hours.
        if let route, MonitoringRoutes.isOwn(route) { return try await next(request, context) }
        var recording = monitor.begin(
            method: request.method.rawValue, route: route, requestID: request.headers.value(fields.requestID),
            traceparent: request.headers.value(fields.traceparent))
        var response: Response
        do {
            // What `RequestTrace.tracing` does, as every call that may wait costs some 50 ns.
            response = try await QueryObservation.$current.withValue(
                recording.trace.map { QueryObservation($0) } ?? QueryObservation.current
            ) {
                try await next(request, context)
            }
        } catch {
            // As Hummingbird would answer it outside of all middleware; here it can carry the id.
            guard
                let answer = (error as? any HTTPResponseError).flatMap({
                    try? $0.response(from: request, context: context)
                })
            else {
                monitor.end(&recording, status: Self.status(of: error), responseBytes: nil)
                throw error
            }
            response = answer
        }
        let traits = ResponseTraits(of: response, to: request)
        mark(&response, recording, of: request)
        if let length = response.body.contentLength {
            // Of an answer to HEAD the body is not sent, even where the router has one made.
            monitor.end(
                &recording, status: response.status.code, responseBytes: request.method == .head ? 0 : length,
                traits: traits)
        } else {
            recordStream(&response, recording, traits)
        }
        return response
    }

    /// What a request counts as whose code threw something that is no answer: 499, as nginx has it, when it was
    /// cancelled because the client went away.
    private static func status(of error: any Error) -> Int {
        error is CancellationError && Task.isCancelled ? 499 : HTTPResponse.Status.internalServerError.code
    }

    /// Records a stream when its last byte is written, or when its reader has gone.
    private func recordStream(_ response: inout Response, _ recording: RequestRecording, _ traits: ResponseTraits) {
        let stream = StreamRecording(monitor, recording, status: response.status.code, traits: traits)
        let body = response.body
        response.body = ResponseBody { writer in
            defer { stream.end() }
            try await RequestTrace.tracing(stream.trace) {
                try await body.write(CountingWriter(parent: writer, stream: stream))
            }
        }
    }

    /// Puts the ids and the timing into the answer's head.
    private func mark(_ response: inout Response, _ recording: RequestRecording, of request: Request) {
        guard let trace = recording.trace else { return }
        response.headers.add(fields.requestID, trace.id)
        if let name = fields.traceparent, request.headers.contains(name) {
            response.headers.add(name, trace.context.header)
        }
        if asksForTiming(request) {
            let timing = ServerTiming.field(
                milliseconds: Double(trace.nanoseconds) / 1e6, figures: trace.figures, spans: trace.spans)
            response.headers.add(fields.serverTiming, timing)
        }
    }

    private func asksForTiming(_ request: Request) -> Bool {
        guard let token, let presented = request.headers.value(fields.token) else { return false }
        return token.matches(presented.utf8)
    }
}

extension PerformanceMonitor {
    /// A middleware that records in this monitor; to be added before all others.
    /// - Parameter adminToken: What opens `Server-Timing`, as `X-Hone-Token`; nil or empty: nothing does.
    public func middleware<Context: RequestContext>(
        context: Context.Type = Context.self, adminToken: String? = nil
    ) -> MonitorMiddleware<Context> {
        MonitorMiddleware(self, adminToken: adminToken)
    }
}

/// The fields that the middleware reads and writes and that HTTPTypes has no names for.
private struct MonitorFields: Sendable {
    let requestID = HTTPField.Name("X-Request-ID")
    let traceparent = HTTPField.Name("traceparent")
    let serverTiming = HTTPField.Name("Server-Timing")
    let token = HTTPField.Name("X-Hone-Token")
}

extension HTTPFields {
    /// The value of a field. Most requests have none of those that are asked for, and joining what is there would cost
    /// more than looking.
    fileprivate func value(_ name: HTTPField.Name?) -> String? {
        guard let name, contains(name) else { return nil }
        return self[name]
    }

    /// Sets a field, unless the app did.
    fileprivate mutating func add(_ name: HTTPField.Name?, _ value: String) {
        if let name, !contains(name) { append(HTTPField(name: name, value: value)) }
    }
}

/// A stream that is being sent. It ends with its last byte, when its reader has gone, and when nobody takes the body:
/// the router drops that of an answer to HEAD, and the server that of a client who left.
private final class StreamRecording: Sendable {
    private let monitor: PerformanceMonitor
    private let state: Mutex<(recording: RequestRecording, bytes: Int)>
    private let status: Int
    private let traits: ResponseTraits

    init(_ monitor: PerformanceMonitor, _ recording: RequestRecording, status: Int, traits: ResponseTraits) {
        self.monitor = monitor
        state = Mutex((recording, 0))
        self.status = status
        self.traits = traits
    }

    deinit { end() }

    var trace: RequestTrace? { state.withLock { $0.recording.trace } }

    func count(_ bytes: Int) {
        state.withLock { state in
            if state.bytes == 0, bytes > 0 { state.recording.trace?.firstByte() }
            state.bytes += bytes
        }
    }

    func end() {
        state.withLock { state in
            monitor.end(&state.recording, status: status, responseBytes: state.bytes, traits: traits)
        }
    }
}

/// A writer that counts and passes on.
private struct CountingWriter: ResponseBodyWriter {
    var parent: any ResponseBodyWriter
    let stream: StreamRecording

    mutating func write(_ buffer: ByteBuffer) async throws {
        stream.count(buffer.readableBytes)
        try await parent.write(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await parent.finish(trailingHeaders)
    }
}
