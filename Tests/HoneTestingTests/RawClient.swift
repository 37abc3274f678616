import NIOCore
import NIOPosix

/// Bytes in, bytes out: a client that knows nothing of HTTP, so that what a server sends is seen as it is.
enum RawClient {
    enum End: Sendable, Equatable { case closed, reset, stillOpen }

    /// Sends `text` and reads until the other side ends the connection, `enough` bytes are there, or `seconds` passed.
    static func exchange(
        port: Int, _ text: String, enough: Int = .max, seconds: Double = 10
    ) async throws -> (bytes: [UInt8], end: End) {
        let group = MultiThreadedEventLoopGroup.singleton
        let loop = group.next()
        let promise = loop.makePromise(of: ([UInt8], End).self)
        let connecting = ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RawReader(promise, enough: enough))
                }
            }
            .connect(host: "127.0.0.1", port: port)
        connecting.whenFailure(promise.fail)
        let channel = try await connecting.get()
        try await channel.writeAndFlush(ByteBuffer(string: text))
        let deadline = loop.scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) {
            channel.pipeline.fireUserInboundEventTriggered(RawReader.TimeUp())
        }
        let (bytes, end) = try await promise.futureResult.get()
        deadline.cancel()
        try? await channel.close()
        return (bytes, end)
    }

    static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n" }
}

private final class RawReader: ChannelInboundHandler {
    struct TimeUp: Sendable {}
    typealias InboundIn = ByteBuffer

    private var promise: EventLoopPromise<([UInt8], RawClient.End)>?
    private let enough: Int
    private var bytes: [UInt8] = []

    init(_ promise: EventLoopPromise<([UInt8], RawClient.End)>, enough: Int) {
        self.promise = promise
        self.enough = enough
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += Array(unwrapInboundIn(data).readableBytesView)
        if bytes.count >= enough { end(.stillOpen) }
    }

    func channelInactive(context: ChannelHandlerContext) { end(.closed) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(.reset) }
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is TimeUp { end(.stillOpen) }
    }

    private func end(_ end: RawClient.End) {
        promise?.succeed((bytes, end))
        promise = nil
    }
}
