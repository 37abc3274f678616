import NIOCore
import NIOPosix
import NIOSSL

/// The connections of a client: at most one idle one per origin. Touched on its event loop only.
final class ClientPool {
    private var idle: [Origin: ClientConnection] = [:]
    private var running: [ObjectIdentifier: ClientJob] = [:]
    private var tls: NIOSSLContext?

    func perform(
        _ exchange: Exchange, _ abandonment: Abandonment, _ promise: EventLoopPromise<HTTPClient.Response>,
        on loop: any EventLoop
    ) {
        if abandonment.isRequested { return promise.fail(CancellationError()) }
        let job = ClientJob(exchange, abandonment, promise)
        running[ObjectIdentifier(abandonment)] = job
        promise.futureResult.assumeIsolated().whenComplete { _ in
            self.running[ObjectIdentifier(abandonment)] = nil
        }
        job.startTimeout(on: loop) { $0.connection?.abandon() }
        if let connection = idle.removeValue(forKey: exchange.origin) {
            job.isConnectionReused = true
            connection.begin(job)
        } else {
            connect(job, on: loop)
        }
    }

    func cancel(_ abandonment: Abandonment) {
        guard let job = running[ObjectIdentifier(abandonment)] else { return }
        job.fail(CancellationError())
        job.connection?.abandon()
    }

    func closeAll() {
        for connection in idle.values { connection.abandon() }
        idle = [:]
    }

    // MARK: Connections

    private func connect(_ job: ClientJob, on loop: any EventLoop) {
        let exchange = job.exchange
        ClientBootstrap(group: loop)
            .connectTimeout(.nanoseconds(Int64(exchange.timeout * 1e9)))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: exchange.origin.host, port: exchange.origin.port)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel): self.connected(channel, job)
                case .failure(let error): job.fail(ClientError(cause: error, url: exchange.url))
                }
            }
    }

    private func connected(_ channel: any Channel, _ job: ClientJob) {
        guard !job.isOver else { return channel.close(promise: nil) }
        let origin = job.exchange.origin
        do {
            if origin.isTLS {
                let context = try tls ?? TLSContext.make(.init(insecure: job.exchange.insecureTLS))
                tls = context
                try channel.pipeline.syncOperations.addHandler(
                    try NIOSSLClientHandler(context: context, serverHostname: origin.isAddress ? nil : origin.host))
            }
            let connection = ClientConnection(pool: self, origin: origin, first: job)
            job.connection = connection
            try channel.pipeline.syncOperations.addHandler(connection)
            if !origin.isTLS { connection.ready() }
        } catch {
            channel.close(promise: nil)
            job.fail(ClientError(cause: error, url: job.exchange.url))
        }
    }

    /// Keeps a connection for the next request, unless its origin has one waiting.
    func keep(_ connection: ClientConnection) {
        if idle[connection.origin] == nil {
            idle[connection.origin] = connection
        } else {
            connection.abandon()
        }
    }

    func forget(_ connection: ClientConnection) {
        if idle[connection.origin] === connection { idle[connection.origin] = nil }
    }

    /// A kept connection turned out to be closed: the request goes out once more, on a new one.
    func retry(_ job: ClientJob, on loop: any EventLoop) {
        job.wasRetried = true
        job.isConnectionReused = false
        connect(job, on: loop)
    }
}
