import HoneTesting
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import HoneCacheRedis

/// What is not sent leaves nothing behind: who asked is told, and so is who wrote.
@Suite(.timeLimit(.minutes(5)))
struct RefusedRequestTests {
    /// What a request comes to that a handler is given on its event loop, after something was done there.
    private func outcome(
        largest: Int, _ before: @escaping @Sendable (any Channel) -> Void
    ) async throws -> (asked: RedisError.Kind?, isWriterTold: Bool) {
        let server = try await ScriptedServer.start { _ in [] }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let reader = RedisReplyReader(largest: largest) else { return }
                    try channel.pipeline.syncOperations.addHandler(
                        RedisChannelHandler(
                            node: RedisEndpoint(host: "127.0.0.1", port: server.port), reader: reader,
                            largest: largest, hear: nil))
                }
            }
            .connect(host: "127.0.0.1", port: server.port).get()
        let asked = channel.eventLoop.makePromise(of: [RedisReply].self)
        let written = channel.eventLoop.makePromise(of: Void.self)
        let isTold = Mutex(false)
        written.futureResult.whenFailure { _ in isTold.withLock { $0 = true } }
        try await channel.eventLoop.submit {
            before(channel)
            let request = RedisRequest(
                bytes: ByteBuffer(string: "PING and more"), count: 1, limit: .seconds(60), promise: asked)
            channel.writeAndFlush(request, promise: written)
        }.get()
        let problem = await #expect(throws: RedisError.self) { try await asked.futureResult.get() }
        // A promise that was kept is not kept again.
        let wasTold = try await channel.eventLoop.submit { isTold.withLock { $0 } }.get()
        written.succeed(())
        try? await channel.close()
        try await server.stop()
        return (problem?.kind, wasTold)
    }

    @Test func whenTooMuchIsUnderWay() async throws {
        let outcome = try await outcome(largest: 1) { _ in }
        #expect(outcome.asked == .busy && outcome.isWriterTold)
    }

    @Test func whenTheConnectionHasJustBroken() async throws {
        struct Broken: Error {}
        let outcome = try await outcome(largest: 1_000) { $0.pipeline.fireErrorCaught(Broken()) }
        #expect(outcome.asked == .unreachable && outcome.isWriterTold)
    }
}
