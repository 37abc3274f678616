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
    /// Reads of one piece; a response that fits needs no growing and no second read.
    static let readSize = 16_384

    /// Makes the user's connection; its request follows when it stands.
    func connect(_ user: User) {
        user.phase = .connecting
        let connection = Connection(driver: self, user: user, isTLS: run.tls != nil)
        user.connection = connection
        let bound = NIOLoopBound(connection, eventLoop: loop)
        let run = run
        ClientBootstrap(group: loop)
            .connectTimeout(.nanoseconds(Int64(clamping: run.timeoutNanoseconds)))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.readSize))
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

    private static func kind(of error: any Error) -> LoadErrorKind {
        switch error {
        case let error as IOError where error.errnoCode == ECONNREFUSED: .refused
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

    /// The connection or the answer on it is of no use.
    func failed(_ connection: Connection, _ kind: LoadErrorKind) {
        let user = connection.user
        let isCurrent = user.connection === connection
        drop(connection)
        guard isCurrent, user.phase != .resting else { return }
        fail(user, kind, atLeast: connection.answers == 0 ? Self.backoffNanoseconds : 0, now: Clock.now())
    }

    /// A kept-alive connection was closed as the request was on its way: what RFC 9112 §9.3.1 lets a client send
    /// again, it sends again, once; latency still counts from the intended start.
    func closedWhileIdle(_ connection: Connection, _ kind: LoadErrorKind) {
        let user = connection.user
        guard case .task(let task) = user.errand, run.plan.tasks[task].isRepeatable, !user.wasRetried, !isStopped
        else { return failed(connection, kind) }
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
        user.connection?.abandon()
        user.connection = nil
        fail(user, .timeout, atLeast: 0, now: now)
    }

    func drop(_ connection: Connection) {
        connection.abandon()
        if connection.user.connection === connection { connection.user.connection = nil }
    }
}
