import NIOCore
import NIOPosix
import NIOSSL

/// A connection to one server, logged in. Any number of callers use it at once.
final class RedisConnection: Sendable {
    private let channel: any Channel
    private let node: RedisEndpoint
    private let limit: TimeAmount

    private init(channel: any Channel, node: RedisEndpoint, limit: TimeAmount) {
        self.channel = channel
        self.node = node
        self.limit = limit
    }

    /// Connects and logs in.
    /// - Parameter hear: takes messages of a subscription, on the connection's event loop.
    /// - Throws: ``RedisError``.
    static func connect(
        to node: RedisEndpoint, _ address: RedisAddress, _ options: RedisOptions,
        hear: (@Sendable ([RedisReply]) -> Void)? = nil
    ) async throws -> RedisConnection {
        let limit = TimeAmount(options.connectTimeout)
        let context = try address.isTLS ? tlsContext(options, node) : nil
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(limit)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let context {
                            // Names only: an address is not sent (RFC 6066 §3), and is not what a certificate is for.
                            let isName = (try? SocketAddress(ipAddress: node.host, port: node.port)) == nil
                            let handler = try NIOSSLClientHandler(
                                context: context, serverHostname: isName ? node.host : nil)
                            try channel.pipeline.syncOperations.addHandler(handler)
                        }
                        let largest = options.largestEntry + RedisOptions.room
                        guard let reader = RedisReplyReader(largest: largest) else {
                            throw RedisError.unreachable("there is no memory", node: node)
                        }
                        try channel.pipeline.syncOperations.addHandler(
                            RedisChannelHandler(node: node, reader: reader, largest: largest, hear: hear))
                    }
                }
                .connect(host: node.host, port: node.port).get()
        } catch let error as RedisError {
            throw error
        } catch {
            throw RedisError.unreachable("\(error)", node: node)
        }
        let connection = RedisConnection(channel: channel, node: node, limit: TimeAmount(options.timeout))
        do {
            try await connection.logIn(address, limit: limit)
            return connection
        } catch {
            connection.close()
            throw error
        }
    }

    private static func tlsContext(_ options: RedisOptions, _ node: RedisEndpoint) throws -> NIOSSLContext {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            if let file = options.certificateAuthorities { configuration.trustRoots = .file(file) }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw RedisError(
                .login, attempted: "speak TLS with", node: "\(node)", found: "\(error)",
                remedy: "See that certificateAuthorities names a file of certificates in PEM.")
        }
    }

    private func logIn(_ address: RedisAddress, limit: TimeAmount) async throws {
        var commands: [RedisCommand] = []
        if address.user != nil || address.password != nil {
            let words = ["AUTH"] + (address.user.map { [$0] } ?? []) + [address.password ?? ""]
            commands.append(RedisCommand(words: words.map { Array($0.utf8) }))
        }
        if address.database != 0 { commands.append(RedisCommand("SELECT", "\(address.database)")) }
        commands.append(RedisCommand("PING"))
        let replies = try await send(commands, limit: limit)
        for (command, reply) in zip(commands, replies) {
            guard let words = reply.failure else { continue }
            throw RedisError.refused(address.redacted(words), command: command.name, node: "\(node)")
        }
    }

    /// Sends commands in one go and waits for their replies, among which may be errors.
    /// - Throws: ``RedisError`` when the connection breaks or the time is over; whether the server did what was asked
    ///   is not known then.
    func send(_ commands: [RedisCommand], limit: TimeAmount? = nil) async throws -> [RedisReply] {
        guard !commands.isEmpty else { return [] }
        var bytes = channel.allocator.buffer(capacity: 64 * commands.count)
        for command in commands where !command.write(to: &bytes) {
            throw RedisError.unreachable("there is no memory for \(command.name)", node: node)
        }
        let promise = channel.eventLoop.makePromise(of: [RedisReply].self)
        let written = channel.eventLoop.makePromise(of: Void.self)
        let node = node
        // On a channel that is closed the handler is gone: nobody else would answer.
        written.futureResult.whenFailure { error in
            promise.fail(RedisError.unreachable("the connection is closed: \(error)", node: node))
        }
        let request = RedisRequest(
            bytes: bytes, count: commands.count, limit: limit ?? self.limit, promise: promise)
        channel.writeAndFlush(request, promise: written)
        return try await promise.futureResult.get()
    }

    /// Asks again and again whether the server is there; the connection is closed when it is not.
    func keepAsking(every pause: TimeAmount) {
        let task = channel.eventLoop.scheduleRepeatedAsyncTask(initialDelay: pause, delay: pause) { _ in
            let asked = self.channel.eventLoop.makeFutureWithTask { _ = try await self.send([RedisCommand("PING")]) }
            return asked.flatMapError { _ in self.channel.eventLoop.makeSucceededVoidFuture() }
        }
        closed.whenComplete { _ in task.cancel() }
    }

    /// Succeeds when the connection is closed, by whomever.
    var closed: EventLoopFuture<Void> { channel.closeFuture }

    /// Closes it; who waits is told. Does nothing the second time.
    func close() { channel.close(promise: nil) }
}
