import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension LoopDriver {
    /// Reads begin small and follow the size of the answers: each connection keeps its last buffer, and ten thousand
    /// idle users keep ten thousand of them.
    static let readSizes = AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 2_048, maximum: 65_536)

    /// Makes the user's connection; its request follows when it stands.
    func connect(_ user: User) {
        user.phase = .connecting
        let connection = Connection(driver: self, user: user, isTLS: run.tls != nil)
        user.connection = connection
        let bound = NIOLoopBound(connection, eventLoop: loop)
        let run = run
        bootstrap(timeout: run.plan.tasks[user.task].timeoutNanoseconds)
            .channelOption(.recvAllocator, value: Self.readSizes)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = run.tls {
                        let name = run.plan.origin.isAddress ? nil : run.plan.origin.host
                        try channel.pipeline.syncOperations.addHandler(
                            try NIOSSLClientHandler(context: tls, serverHostname: name))
                    }
                    try channel.pipeline.syncOperations.addHandler(bound.value)
                }
            }
            .connect(to: run.address)
            .assumeIsolated()
            .whenFailure { error in
                self.failed(connection, Self.kind(of: error))
            }
    }

    func bootstrap(timeout: UInt64) -> ClientBootstrap {
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(.nanoseconds(Int64(clamping: timeout)))
        return run.scenario.transport.unixSocket == nil
            ? bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1) : bootstrap
    }

    static func kind(of error: any Error) -> LoadErrorKind {
        switch error {
        // A Unix socket that nobody made is as good as a port that nobody listens on.
        case let error as IOError where error.errnoCode == ECONNREFUSED || error.errnoCode == ENOENT: .refused
        case let error as IOError where [EMFILE, ENFILE, EADDRNOTAVAIL, ENOBUFS].contains(error.errnoCode): .exhausted
        case ChannelError.connectTimeout: .timeout
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: .tls
        default: .unreachable
        }
    }

    /// The connection stands, TLS included.
    func connected(_ connection: Connection) {
        let user = connection.user
        guard !isStopped, user.phase == .connecting, user.connection === connection else {
            return connection.abandon()
        }
        outcome.connections += 1
        send(user, on: connection, now: Clock.now())
    }

    /// A complete answer arrived.
    @inline(__always)
    func answered(_ connection: Connection, isReusable: Bool, isStray: Bool) {
        let now = Clock.now()
        let user = connection.user
        if isStray { outcome.strayAnswers += 1 }
        if !isReusable || !run.scenario.transport.keepAlive { drop(connection) }
        let next = take(
            user, status: connection.parser.status, received: connection.received, sink: &connection.parser.sink,
            now: now)
        connection.parser.sink.release()
        go(on: user, next, now: now)
    }

    /// The connection or the answer on it is of no use.
    func failed(_ connection: Connection, _ kind: LoadErrorKind) {
        let user = connection.user
        let isCurrent = user.connection === connection
        drop(connection)
        guard isCurrent, user.phase == .waiting || user.phase == .connecting else { return }
        fail(user, kind, atLeast: connection.answers == 0 ? Self.backoffNanoseconds : 0, now: Clock.now())
    }

    /// A kept-alive connection was closed as the request was on its way: what RFC 9112 §9.3.1 lets a client send
    /// again, it sends again, once; latency still counts from the intended start.
    func closedWhileIdle(_ connection: Connection, _ kind: LoadErrorKind) {
        let user = connection.user
        guard run.plan.tasks[user.task].isRepeatable, !user.wasRetried, !isStopped else {
            return failed(connection, kind)
        }
        drop(connection)
        user.wasRetried = true
        outcome.retries += 1
        connect(user)
    }

    /// The server closed the connection between two requests, as it may.
    func lostIdle(_ connection: Connection) {
        if connection.user.connection === connection { connection.user.connection = nil }
    }

    func strayAnswer(_ connection: Connection) {
        outcome.strayAnswers += 1
        drop(connection)
    }

    func timedOut(_ user: User, _ now: UInt64) {
        disconnect(user)
        fail(user, .timeout, atLeast: 0, now: now)
    }

    /// Gives up whatever the user waits for.
    func disconnect(_ user: User) {
        if isHTTP2 { return withdraw(user, closing: run.scenario.transport.usersPerConnection == 1) }
        user.connection?.abandon()
        user.connection = nil
    }

    func drop(_ connection: Connection) {
        connection.abandon()
        if connection.user.connection === connection { connection.user.connection = nil }
    }
}
