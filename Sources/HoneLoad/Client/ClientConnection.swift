import NIOCore
import NIOSSL
import NIOTLS

/// A client's connection: frames responses and hands each to its job. Touched on its event loop only.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let pool: ClientPool
    let origin: Origin
    private var job: ClientJob?
    private var context: ChannelHandlerContext?
    private var parser = ResponseParser(sink: CollectingSink())
    private var isReady = false
    private var failure: (any Error)?

    init(pool: ClientPool, origin: Origin, first job: ClientJob) {
        self.pool = pool
        self.origin = origin
        self.job = job
    }

    /// Sends the job's request. The connection must be idle.
    func begin(_ job: ClientJob) {
        self.job = job
        job.connection = self
        parser.sink = CollectingSink(bodyLimit: job.exchange.bodyLimit)
        parser.start(isHead: job.exchange.isHead)
        job.noteSent()
        context?.writeAndFlush(wrapOutboundOut(job.exchange.bytes), promise: nil)
    }

    /// The connection stands, TLS included.
    func ready() {
        guard !isReady, let job else { return }
        isReady = true
        job.noteConnected()
        begin(job)
    }

    /// Closes; whoever waits for a response has been told already.
    func abandon() {
        job = nil
        context?.close(promise: nil)
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event { ready() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard let job else {
            // Bytes that nobody asked for: what follows on this connection cannot be trusted.
            pool.forget(self)
            return context.close(promise: nil)
        }
        job.noteReceived(buffer.readableBytes)
        do {
            let used = try buffer.withUnsafeReadableBytes { try parser.consume($0) }
            guard parser.isComplete else { return }
            complete(job, isReusable: parser.isReusable && used == buffer.readableBytes)
        } catch {
            self.job = nil
            job.fail(ClientError(cause: error, url: job.exchange.url))
            context.close(promise: nil)
        }
    }

    private func complete(_ job: ClientJob, isReusable: Bool) {
        self.job = nil
        job.connection = nil
        // Kept before the caller is told, so that its next request finds the connection.
        if isReusable { pool.keep(self) } else { context?.close(promise: nil) }
        job.succeed(status: parser.status, parser.sink)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case NIOSSLError.uncleanShutdown = error { return context.close(promise: nil) }
        failure = error
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        pool.forget(self)
        guard let job else { return }
        self.job = nil
        job.connection = nil
        if isReady, failure == nil, parser.finish() { return job.succeed(status: parser.status, parser.sink) }
        if job.isConnectionReused, job.exchange.isRepeatable, !job.wasRetried, !parser.hasBegun {
            return pool.retry(job, on: context.eventLoop)
        }
        guard let failure else {
            let kind: ClientError.Kind = isReady ? .closedEarly : .tls
            let found = isReady ? parser.progress : "closed during the handshake"
            return job.fail(ClientError(kind, url: job.exchange.url, found: found))
        }
        job.fail(ClientError(cause: failure, url: job.exchange.url))
    }
}

extension ResponseParser {
    /// How far a response got, in words.
    fileprivate var progress: String {
        switch phase {
        case .statusLine: hasBegun ? "in the middle of the status line" : "before the first byte"
        case .headers: "in the middle of the headers"
        default: "in the middle of the body"
        }
    }
}
