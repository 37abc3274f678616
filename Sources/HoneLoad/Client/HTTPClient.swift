import NIOCore
import NIOPosix

/// Sends one request after another and times each: what probes ask a target with.
///
/// Follows no redirects, decodes no bodies, keeps no cookies: what the server said is what comes back. A connection
/// that may be reused is kept, one per origin, so that requests sent one after another share it; requests sent at
/// the same time open connections of their own.
public final class HTTPClient: Sendable {
    /// What holds for every request of a client.
    public struct Configuration: Sendable {
        /// Accept any TLS certificate, self-signed ones too.
        public var insecureTLS: Bool
        /// Allow servers that are not this machine.
        public var allowRemote: Bool
        /// Seconds a request may take, connecting included, unless it says otherwise.
        public var timeout: Double
        /// Bytes of a body that are kept; what is longer is counted but cut off.
        public var bodyLimit: Int

        /// A configuration.
        public init(
            insecureTLS: Bool = false, allowRemote: Bool = false, timeout: Double = 30, bodyLimit: Int = 16_777_216
        ) {
            self.insecureTLS = insecureTLS
            self.allowRemote = allowRemote
            self.timeout = timeout
            self.bodyLimit = bodyLimit
        }
    }

    private let configuration: Configuration
    private let loop: any EventLoop
    private let pool: NIOLoopBoundBox<ClientPool>

    /// A client without connections; the first request makes one.
    public init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        self.loop = loop
        pool = .makeBoxSendingValue(ClientPool(), eventLoop: loop)
    }

    /// Sends `request` and returns the complete response, whatever its status.
    /// - Throws: ``ClientError`` when there is none, `CancellationError` when the task is cancelled.
    public func send(_ request: Request) async throws -> Response {
        let exchange = try Exchange(request, configuration: configuration)
        let promise = loop.makePromise(of: Response.self)
        let abandonment = Abandonment()
        return try await withTaskCancellationHandler {
            let (pool, loop) = (pool, loop)
            loop.execute { pool.value.perform(exchange, abandonment, promise, on: loop) }
            return try await promise.futureResult.get()
        } onCancel: {
            abandonment.request()
            let pool = pool
            loop.execute { pool.value.cancel(abandonment) }
        }
    }

    /// Closes the connections kept for reuse. The client may be used again.
    public func close() async {
        let pool = pool
        try? await loop.submit { pool.value.closeAll() }.get()
    }

    deinit {
        let pool = pool
        loop.execute { pool.value.closeAll() }
    }
}
