import NIOCore

/// What a node is reached by: a connection for commands and, where changes of others are heard, one for the messages.
///
/// RESP2 has a connection either answer commands or receive messages, so the server is told to send what it has to say
/// about keys with a prefix to the second one (`CLIENT TRACKING … REDIRECT`), but what the first one changed itself
/// (`NOLOOP`; <https://redis.io/docs/latest/develop/reference/client-side-caching/>). Both live and end together:
/// with either gone, something would be missed.
final class RedisLink: Sendable {
    private let commands: RedisConnection
    private let messages: RedisConnection?

    private init(commands: RedisConnection, messages: RedisConnection?) {
        self.commands = commands
        self.messages = messages
        messages?.closed.whenComplete { _ in commands.close() }
        commands.closed.whenComplete { _ in messages?.close() }
    }

    /// Connects to a node and, with something to listen to, has it tell of what others change.
    /// - Throws: ``RedisError``.
    static func connect(
        to node: RedisEndpoint, _ address: RedisAddress, _ options: RedisOptions, listening: RedisListening?
    ) async throws -> RedisLink {
        guard let listening else {
            let commands = try await RedisConnection.connect(to: node, address, options)
            commands.keepAsking(every: TimeAmount(options.heartbeat))
            return RedisLink(commands: commands, messages: nil)
        }
        let messages = try await RedisConnection.connect(to: node, address, options) { listening.take($0) }
        do {
            let subscribe = [RedisCommand("CLIENT", "ID"), RedisCommand("SUBSCRIBE", RedisListening.channel)]
            let replies = try await checked(messages, subscribe, node)
            guard let id = replies[0].number else {
                throw RedisError.garbage("CLIENT ID was answered without a number", node: node)
            }
            let commands = try await RedisConnection.connect(to: node, address, options)
            let link = RedisLink(commands: commands, messages: messages)
            let track = RedisCommand(
                "CLIENT", "TRACKING", "ON", "REDIRECT", "\(id)", "BCAST", "PREFIX", listening.prefix, "NOLOOP")
            _ = try await checked(commands, [track], node)
            for connection in [commands, messages] { connection.keepAsking(every: TimeAmount(options.heartbeat)) }
            return link
        } catch {
            messages.close()
            throw error
        }
    }

    private static func checked(
        _ connection: RedisConnection, _ commands: [RedisCommand], _ node: RedisEndpoint
    ) async throws -> [RedisReply] {
        let replies = try await connection.send(commands)
        for (command, reply) in zip(commands, replies) {
            if let words = reply.failure { throw RedisError.refused(words, command: command.name, node: "\(node)") }
        }
        return replies
    }

    /// Sends commands in one go and waits for their replies, among which may be errors.
    func send(_ commands: [RedisCommand]) async throws -> [RedisReply] { try await self.commands.send(commands) }

    /// Returns when either connection has ended.
    func ended() async { try? await commands.closed.get() }

    /// Closes both.
    func close() { commands.close() }
}

/// What is listened to: changes of keys that begin with a prefix.
struct RedisListening: Sendable {
    /// The channel to which the server sends them.
    static let channel = "__redis__:invalidate"
    /// What the keys begin with.
    var prefix: String
    /// Takes the keys that were changed, on the event loop of the connection; nil when all of the server's were.
    var changed: @Sendable ([[UInt8]]?) -> Void
    /// Told that something may have been missed, before a connection is used.
    var missed: @Sendable () -> Void

    /// Takes a message: its kind, the channel, and the keys or nothing.
    func take(_ message: [RedisReply]) {
        guard message.count == 3, message[1].text == RedisListening.channel else { return }
        changed(message[2].items?.compactMap(\.bytes))
    }
}
