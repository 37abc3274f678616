import NIOCore
import NIOPosix

/// A server on a free loopback port that answers whatever comes with bytes of the test's choice, for what no Redis
/// does.
final class ScriptedServer: Sendable {
    private let listener: any Channel

    /// Its port.
    var port: Int { listener.localAddress?.port ?? 0 }
    var url: String { "redis://127.0.0.1:\(port)" }

    private init(listener: any Channel) { self.listener = listener }

    /// - Parameter answer: what is sent whenever something came; nil closes the connection.
    static func start(_ answer: @escaping @Sendable (String) -> [UInt8]?) async throws -> ScriptedServer {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Script(answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(listener: listener)
    }

    func stop() async throws { try await listener.close() }

    private final class Script: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let answer: @Sendable (String) -> [UInt8]?

        init(answer: @escaping @Sendable (String) -> [UInt8]?) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard let bytes = answer(String(buffer: unwrapInboundIn(data))) else { return context.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        }
    }
}
