import NIOCore
import NIOPosix

/// One connection of a ``FixtureServer``: reads requests, performs the steps of their answers one after another.
final class FixtureConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let number: Int
    private let log: FixtureLog
    private let answer: @Sendable (FixtureRequest) -> FixtureResponse
    private var unread = ByteBuffer()
    private var steps: [FixtureResponse.Step] = []
    private var isBusy = false
    private var count = 0

    init(number: Int, log: FixtureLog, answer: @escaping @Sendable (FixtureRequest) -> FixtureResponse) {
        self.number = number
        self.log = log
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        unread.writeBuffer(&buffer)
        proceed(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        steps = []
        isBusy = true
    }

    /// Does what can be done now: the next steps, or else the next request.
    private func proceed(_ context: ChannelHandlerContext) {
        while !isBusy {
            if !steps.isEmpty {
                perform(steps.removeFirst(), context)
            } else if let request = unread.readFixtureRequest(connection: number, index: count) {
                count += 1
                log.remember(request)
                steps = answer(request).steps
            } else {
                unread.discardReadBytes()
                return
            }
        }
    }

    private func perform(_ step: FixtureResponse.Step, _ context: ChannelHandlerContext) {
        switch step {
        case .sendBytes(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .wait(let seconds):
            isBusy = true
            context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) {
                self.isBusy = false
                if context.channel.isActive { self.proceed(context) }
            }
        case .repeatForever(let bytes):
            isBusy = true
            sendAgain(ByteBuffer(bytes: bytes), context)
        case .close:
            isBusy = true
            context.close(promise: nil)
        case .reset:
            isBusy = true
            // Closing with a linger time of 0 sends RST instead of FIN (man 7 socket, SO_LINGER).
            let channel = context.channel
            let option = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            (option ?? channel.eventLoop.makeSucceededVoidFuture()).whenComplete { _ in channel.close(promise: nil) }
        case .hang:
            isBusy = true
        }
    }

    /// Sends once the former bytes are gone, so that memory stays bounded however slow the client is.
    private func sendAgain(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenSuccess {
            // Through the loop: a write that ends at once must not recurse.
            context.eventLoop.assumeIsolated().execute {
                if context.channel.isActive { self.sendAgain(bytes, context) }
            }
        }
    }
}

extension ByteBuffer {
    /// Takes one whole request out; nil when it has not all arrived. Bodies need a `Content-Length`.
    fileprivate mutating func readFixtureRequest(connection: Int, index: Int) -> FixtureRequest? {
        let text = readableBytesView
        guard let end = text.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) else { return nil }
        let lines = String(decoding: text[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first else { return nil }
        let words = first.split(separator: " ")
        var request = FixtureRequest(
            method: words.first.map(String.init) ?? "", target: words.count > 1 ? String(words[1]) : "", headers: [],
            body: [], connection: connection, index: index)
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            request.headers.append((String(parts[0]), String(parts[1].drop { $0 == " " })))
        }
        let length = request.header("content-length").flatMap { Int($0) } ?? 0
        let head = end.upperBound - text.startIndex
        guard length >= 0, text.count - head >= length else { return nil }
        moveReaderIndex(forwardBy: head)
        request.body = readBytes(length: length) ?? []
        return request
    }
}
