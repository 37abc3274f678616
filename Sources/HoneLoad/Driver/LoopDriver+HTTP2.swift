import NIOCore
import NIOHTTP2
import NIOPosix
import NIOSSL
import NIOTLS

/// Users on HTTP/2: several may share a connection, and each has a stream of it per request.
extension LoopDriver {
    /// Which of the shared connections a user's requests go over.
    private func group(of user: User) -> Int { user.slot / run.scenario.transport.usersPerConnection }

    /// Sends the user's request over its connection, which is made if there is none.
    func sendShared(_ user: User) {
        user.phase = .connecting
        let group = group(of: user)
        if let connection = shared[group], !connection.isClosing { return connection.send(user) }
        let counter = ByteCounter()
        let connection = SharedConnection(driver: self, counter: counter, isTLS: run.tls != nil)
        shared[group] = connection
        connection.send(user)
        open(connection, counter, timeout: run.plan.tasks[user.task].timeoutNanoseconds)
    }

    private func open(_ connection: SharedConnection, _ counter: ByteCounter, timeout: UInt64) {
        let bound = NIOLoopBound((connection, counter), eventLoop: loop)
        let run = run
        bootstrap(timeout: timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let (connection, counter) = bound.value
                    let pipeline = channel.pipeline.syncOperations
                    if let tls = run.tls {
                        let name = run.plan.origin.isAddress ? nil : run.plan.origin.host
                        try pipeline.addHandler(try NIOSSLClientHandler(context: tls, serverHostname: name))
                        try pipeline.addHandler(
                            AgreedProtocol { negotiated in
                                guard negotiated == "h2" else { return false }
                                try Self.addHandlers(connection, counter, to: pipeline)
                                return true
                            })
                    } else {
                        try Self.addHandlers(connection, counter, to: pipeline)
                    }
                }
            }
            .connect(to: run.address)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .failure(let error): connection.failedToConnect(Self.kind(of: error))
                case .success(let channel):
                    // A handshake that fails closes the channel before the connection is part of it.
                    channel.closeFuture.assumeIsolated().whenComplete { _ in connection.failedToConnect(.tls) }
                }
            }
    }

    private static func addHandlers(
        _ connection: SharedConnection, _ counter: ByteCounter, to pipeline: ChannelPipeline.SynchronousOperations
    ) throws {
        var connections = NIOHTTP2Handler.ConnectionConfiguration()
        connections.initialSettings = [
            HTTP2Setting(parameter: .enablePush, value: 0),
            HTTP2Setting(parameter: .initialWindowSize, value: SharedConnection.window),
        ]
        connections.contentLengthValidation = .disabled
        var streams = NIOHTTP2Handler.StreamConfiguration()
        // These guard servers against clients; here many streams end, and that is the point.
        streams.streamResetFrameRateLimit.maximumCount = .max
        streams.streamErrorRateLimit.maximumCount = .max
        try pipeline.addHandler(counter)
        try pipeline.addHandler(
            NIOHTTP2Handler(mode: .client, connectionConfiguration: connections, streamConfiguration: streams))
        try pipeline.addHandler(connection)
    }

    /// The user's request for HTTP/2; read back from its bytes once for those that never vary.
    func http2Request(of user: User, isTLS: Bool) -> HTTP2Request {
        guard user.isFixed else { return HTTP2Request(user.request, isTLS: isTLS) }
        if let request = fixedRequests[user.task]?[user.variant] { return request }
        let request = HTTP2Request(user.request, isTLS: isTLS)
        fixedRequests[user.task, default: [:]][user.variant] = request
        return request
    }

    /// Takes the user's request back, and its connection too when it is the user's own.
    func withdraw(_ user: User, closing isOwn: Bool) {
        let group = group(of: user)
        shared[group]?.cancel(user)
        guard isOwn else { return }
        shared[group]?.abandon()
        shared[group] = nil
    }

    // MARK: What became of it

    func noteConnection() { outcome.connections += 1 }

    func noteSent(_ user: User, bytes: Int) {
        if user.redirected == nil { user.sent = Clock.now() }
        tallies[user.task].bytesSent += bytes
    }

    /// A complete answer arrived.
    func answered(_ user: User, status: Int, received: Int, sink: inout LoadSink) {
        let now = Clock.now()
        let next = take(user, status: status, received: received, sink: &sink, now: now)
        go(on: user, next, now: now)
    }

    /// A request came to nothing.
    func failed(_ user: User, _ kind: LoadErrorKind, connection: SharedConnection? = nil) {
        if let connection, shared[group(of: user)] === connection { shared[group(of: user)] = nil }
        guard user.phase == .waiting || user.phase == .connecting else { return }
        fail(user, kind, atLeast: connection == nil ? 0 : Self.backoffNanoseconds, now: Clock.now())
    }

    /// The server never looked at the request (RFC 9113 §6.8): it goes over another connection, once.
    func sendElsewhere(_ user: User, than connection: SharedConnection) {
        guard !isStopped, user.phase == .waiting || user.phase == .connecting else { return }
        guard !user.wasRetried else { return failed(user, .reset, connection: connection) }
        user.wasRetried = true
        outcome.retries += 1
        sendShared(user)
    }
}

/// Waits for the TLS handshake and lets the protocol that was agreed on decide what comes next (RFC 7301).
private final class AgreedProtocol: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let configure: (String?) throws -> Bool

    /// - Parameter configure: adds the handlers; false when it cannot speak that protocol.
    init(_ configure: @escaping (String?) throws -> Bool) { self.configure = configure }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? TLSUserEvent, case .handshakeCompleted(let negotiated) = event else {
            return context.fireUserInboundEventTriggered(event)
        }
        let isAgreed = (try? configure(negotiated)) ?? false
        if !isAgreed { return context.close(promise: nil) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
