import NIOCore

/// One request of a client on its way: where its response is to go and when what happened. Touched on its event loop
/// only.
final class ClientJob {
    let exchange: Exchange
    let abandonment: Abandonment
    private let promise: EventLoopPromise<HTTPClient.Response>
    private let started = Clock.now()
    private var timeout: Scheduled<Void>?
    private var isDone = false
    var connection: ClientConnection?
    var isConnectionReused = false
    var wasRetried = false
    private var connected: UInt64 = 0
    private var sent: UInt64 = 0
    private var received = 0

    init(_ exchange: Exchange, _ abandonment: Abandonment, _ promise: EventLoopPromise<HTTPClient.Response>) {
        self.exchange = exchange
        self.abandonment = abandonment
        self.promise = promise
    }

    /// Fails the job when its time is up; `expired` then closes its connection.
    func startTimeout(on loop: any EventLoop, expired: @escaping (ClientJob) -> Void) {
        timeout = loop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(exchange.timeout * 1e9))) {
            self.fail(ClientError(.timeout, url: self.exchange.url, found: "\(self.exchange.timeout)"))
            expired(self)
        }
    }

    func noteConnected() { connected = Clock.now() - started }

    func noteSent() {
        sent = Clock.now()
        received = 0
    }

    func noteReceived(_ count: Int) {
        received += count
    }

    func succeed(status: Int, _ sink: CollectingSink) {
        guard finish() else { return }
        let now = Clock.now()
        promise.succeed(
            HTTPClient.Response(
                status: status, headers: sink.headers, body: sink.content, bodyLength: sink.length,
                bytesReceived: received, isTLS: exchange.origin.isTLS, isConnectionReused: isConnectionReused,
                timings: HTTPClient.Timings(
                    connect: isConnectionReused ? 0 : connected, service: now - sent)))
    }

    func fail(_ error: any Error) {
        guard finish() else { return }
        promise.fail(error)
    }

    private func finish() -> Bool {
        guard !isDone else { return false }
        isDone = true
        timeout?.cancel()
        timeout = nil
        return true
    }

    /// Whether it has a response or an error.
    var isOver: Bool { isDone }
}
