import NIOCore

/// Commands that are sent in one go, and who waits for their replies.
struct RedisRequest: Sendable {
    var bytes: ByteBuffer
    /// How many replies will come.
    var count: Int
    /// How long they may take.
    var limit: TimeAmount
    var promise: EventLoopPromise<[RedisReply]>
}

/// One connection to a server: sends requests as they come, without waiting for the replies of those before (they come
/// in order), and hands messages of a subscription out. When the oldest request is not answered in time, or what comes
/// is no reply, all that wait are told and the connection is closed, as nothing later on it can be trusted or soon
/// there.
///
/// Touched on its event loop only.
final class RedisChannelHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = RedisRequest
    typealias OutboundOut = ByteBuffer

    private struct Pending {
        var request: RedisRequest
        var deadline: NIODeadline
        var replies: [RedisReply] = []
    }

    /// Requests and bytes that are under way at most: what a server that has stopped costs in memory.
    private static let mostPending = 10_000
    private let mostPendingBytes: Int
    private let node: RedisEndpoint
    private let reader: RedisReplyReader
    private let hear: (@Sendable ([RedisReply]) -> Void)?
    private var pending = CircularBuffer<Pending>()
    private var pendingBytes = 0
    private var timer: Scheduled<Void>?
    /// When the timer looks; it is left running when the request it was set for is answered before.
    private var looksAt = NIODeadline.distantFuture
    private var failure: RedisError?

    /// - Parameters:
    ///   - largest: bytes that a request or a reply may have.
    ///   - hear: takes the parts of each message of a subscription.
    init(
        node: RedisEndpoint, reader: RedisReplyReader, largest: Int, hear: (@Sendable ([RedisReply]) -> Void)?
    ) {
        self.node = node
        self.reader = reader
        mostPendingBytes = 4 * largest
        self.hear = hear
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let request = unwrapOutboundIn(data)
        if let failure { return refuse(request, failure, promise) }
        guard pending.count < RedisChannelHandler.mostPending,
            pendingBytes + request.bytes.readableBytes <= mostPendingBytes
        else {
            let busy = RedisError(
                .busy, attempted: "send to", node: "\(node)",
                found: "\(pending.count) requests of \(pendingBytes) bytes are under way",
                remedy: "See why the server answers slowly, or ask it less.")
            return refuse(request, busy, promise)
        }
        pendingBytes += request.bytes.readableBytes
        pending.append(Pending(request: request, deadline: .now() + request.limit))
        if let oldest = pending.first, timer == nil || oldest.deadline < looksAt { watch(context) }
        context.write(wrapOutboundOut(request.bytes), promise: promise)
    }

    /// Tells who asked and who wrote: a promise that nobody keeps stays in memory with all that waits for it.
    private func refuse(_ request: RedisRequest, _ error: RedisError, _ written: EventLoopPromise<Void>?) {
        request.promise.fail(error)
        written?.fail(error)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard failure == nil else { return }
        do {
            try unwrapInboundIn(data).withUnsafeReadableBytes { (bytes) throws(RedisReplyReader.Problem) in
                try reader.feed(bytes)
            }
            while let reply = try reader.next() { try take(reply) }
        } catch {
            fail(.garbage(error.found, node: node), context)
        }
    }

    private func take(_ reply: RedisReply) throws(RedisReplyReader.Problem) {
        if let hear, let items = reply.items, items.first?.text == "message" { return hear(items) }
        guard !pending.isEmpty else {
            throw RedisReplyReader.Problem(found: "a reply came that nobody had asked for")
        }
        pending[pending.startIndex].replies.append(reply)
        guard pending[pending.startIndex].replies.count == pending[pending.startIndex].request.count else { return }
        let done = pending.removeFirst()
        pendingBytes -= done.request.bytes.readableBytes
        done.request.promise.succeed(done.replies)
    }

    /// Looks again when the oldest request should have been answered.
    private func watch(_ context: ChannelHandlerContext) {
        guard let oldest = pending.first else { return }
        timer?.cancel()
        looksAt = oldest.deadline
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: oldest.deadline) {
            self.timer = nil
            guard let oldest = self.pending.first else { return }
            guard oldest.deadline <= .now() else { return self.watch(context) }
            let limit = "\(oldest.request.limit.nanoseconds / 1_000_000) ms"
            self.fail(.timeout(limit, node: self.node), context)
        }
    }

    private func fail(_ error: RedisError, _ context: ChannelHandlerContext) {
        guard failure == nil else { return }
        failure = error
        timer?.cancel()
        timer = nil
        let failed = pending
        pending.removeAll()
        pendingBytes = 0
        for one in failed { one.request.promise.fail(error) }
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(.unreachable("the connection broke: \(error)", node: node), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.unreachable("the connection was closed", node: node), context)
        context.fireChannelInactive()
    }
}
