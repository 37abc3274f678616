import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Asks a server which HTTP it prefers, with one handshake before the run (RFC 7301).
enum Negotiation {
    /// Whether the server chose `h2`. A server that cannot be reached is taken for one of HTTP/1.1: the run's own
    /// connections will tell what is wrong.
    static func prefersHTTP2(
        _ origin: Origin, at address: SocketAddress, tls: NIOSSLContext, on loop: any EventLoop
    ) async -> Bool {
        let agreed = loop.makePromise(of: String?.self)
        let channel = try? await ClientBootstrap(group: loop)
            .connectTimeout(.seconds(5))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let name = origin.isAddress ? nil : origin.host
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(try NIOSSLClientHandler(context: tls, serverHostname: name))
                    try pipeline.addHandler(Listener(agreed: agreed))
                }
            }
            .connect(to: address).get()
        guard let channel else {
            agreed.succeed(nil)
            return false
        }
        let patience = loop.scheduleTask(in: .seconds(5)) { agreed.succeed(nil) }
        let name = try? await agreed.futureResult.get()
        patience.cancel()
        try? await channel.close()
        return name == "h2"
    }

    private final class Listener: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let agreed: EventLoopPromise<String?>

        init(agreed: EventLoopPromise<String?>) { self.agreed = agreed }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if let event = event as? TLSUserEvent, case .handshakeCompleted(let name) = event { agreed.succeed(name) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelInactive(context: ChannelHandlerContext) { agreed.succeed(nil) }
    }
}
