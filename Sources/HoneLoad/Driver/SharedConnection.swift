import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An HTTP/2 connection of one user or several: speaks in frames with NIO's HTTP/2 handler, without a channel per
/// stream, and tells the loop's driver what became of each request. Touched on its event loop only.
final class SharedConnection: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// The largest flow-control window (RFC 9113 §6.9.1): a load generator reads as fast as it can.
    static let window = 2_147_483_647

    private final class Stream {
        let user: User
        var sink = LoadSink()
        var status = 0
        var received = 0

        init(user: User, interest: LoadSink.Interest) {
            self.user = user
            sink.expect(interest)
        }
    }

    private let driver: LoopDriver
    private let counter: ByteCounter
    private let isTLS: Bool
    private var context: ChannelHandlerContext?
    private var streams: [HTTP2StreamID: Stream] = [:]
    /// Users whose request is due and cannot be sent yet.
    private var waiting: [User] = []
    private var next: Int32 = 1
    private var mostStreams = 100
    private var isReady = false
    /// While frames are read, what they set off is collected and sent at once.
    private var isReading = false
    /// Whether new requests must go elsewhere.
    private(set) var isClosing = false
    private var failure: LoadErrorKind?
    private var unacknowledged = 0

    init(driver: LoopDriver, counter: ByteCounter, isTLS: Bool) {
        self.driver = driver
        self.counter = counter
        self.isTLS = isTLS
    }

    // MARK: Requests

    /// Sends the user's request, now or as soon as the connection stands and has room.
    func send(_ user: User) {
        guard isReady, streams.count < mostStreams, let context else {
            waiting.append(user)
            return
        }
        start(user, context)
        if !isReading { context.flush() }
    }

    private func start(_ user: User, _ context: ChannelHandlerContext) {
        let id = HTTP2StreamID(Int(next))
        if next >= Int32.max - 2 { isClosing = true } else { next += 2 }
        user.phase = .waiting
        streams[id] = Stream(user: user, interest: driver.interest(user))
        user.stream = id
        let request = driver.http2Request(of: user, isTLS: isTLS)
        let headers = HTTP2Frame.FramePayload.Headers(headers: request.headers, endStream: request.body == nil)
        context.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: .headers(headers))), promise: nil)
        if let body = request.body {
            let frame = HTTP2Frame(streamID: id, payload: .data(.init(data: .byteBuffer(body), endStream: true)))
            context.write(wrapOutboundOut(frame), promise: nil)
        }
        driver.noteSent(user, bytes: counter.takeSent())
    }

    private func startWaiting() {
        guard isReady, let context, !waiting.isEmpty else { return }
        if isClosing {
            let users = waiting
            waiting = []
            for user in users { driver.sendElsewhere(user, than: self) }
            return
        }
        let room = max(0, mostStreams - streams.count)
        let users = waiting.prefix(room)
        waiting.removeFirst(users.count)
        for user in users { start(user, context) }
        if !isReading { context.flush() }
    }

    /// Gives up the user's request.
    func cancel(_ user: User) {
        waiting.removeAll { $0 === user }
        guard let id = user.stream else { return }
        user.stream = nil
        guard streams.removeValue(forKey: id) != nil, let context else { return }
        context.writeAndFlush(wrapOutboundOut(HTTP2Frame(streamID: id, payload: .rstStream(.cancel))), promise: nil)
        startWaiting()
    }

    /// Closes without telling the driver.
    func abandon() {
        isClosing = true
        streams = [:]
        waiting = []
        context?.close(promise: nil)
        context = nil
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        if isClosing { return context.close(promise: nil) }
        self.context = context
        if context.channel.isActive { ready(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        ready(context)
        context.fireChannelActive()
    }

    private func ready(_ context: ChannelHandlerContext) {
        guard !isReady else { return }
        isReady = true
        driver.noteConnection()
        grow(context, by: Self.window - 65_535)
        startWaiting()
    }

    /// Opens the connection's window again (RFC 9113 §6.9).
    private func grow(_ context: ChannelHandlerContext, by increment: Int) {
        context.writeAndFlush(
            wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: .windowUpdate(windowSizeIncrement: increment))),
            promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        context.flush()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        let frame = unwrapInboundIn(data)
        switch frame.payload {
        case .headers(let headers): read(headers, on: frame.streamID)
        case .data(let data): read(data, on: frame.streamID, context)
        case .rstStream(let code):
            guard let stream = end(frame.streamID) else { return }
            driver.failed(stream.user, code == .refusedStream ? .unreachable : .reset)
            startWaiting()
        case .goAway(let last, _, _): goAway(after: last)
        case .settings(.settings(let settings)):
            for setting in settings where setting.parameter == .maxConcurrentStreams {
                mostStreams = max(1, setting.value)
            }
            startWaiting()
        case .settings, .priority, .pushPromise, .ping, .windowUpdate, .alternativeService, .origin: break
        }
    }

    private func read(_ headers: HTTP2Frame.FramePayload.Headers, on id: HTTP2StreamID) {
        guard let stream = streams[id] else { return }
        stream.received += counter.takeReceived()
        if stream.status < 200 {
            stream.status = headers.headers.first(name: ":status").flatMap { Int($0) } ?? 0
            guard (100...999).contains(stream.status) else {
                _ = end(id)
                cancelled(id)
                return driver.failed(stream.user, .malformed)
            }
            if stream.status >= 200, stream.sink.wantsHeaders { keep(headers.headers, in: stream) }
        }
        if headers.endStream { complete(id) }
    }

    private func keep(_ headers: HPACKHeaders, in stream: Stream) {
        for (name, value, _) in headers where !name.hasPrefix(":") {
            Array(name.utf8).withUnsafeBytes { name in
                Array(value.utf8).withUnsafeBytes { value in stream.sink.header(name: name, value: value) }
            }
        }
    }

    private func read(_ data: HTTP2Frame.FramePayload.Data, on id: HTTP2StreamID, _ context: ChannelHandlerContext) {
        guard case .byteBuffer(let bytes) = data.data else { return }
        // Padding counts against the window too (RFC 9113 §6.9).
        unacknowledged += bytes.readableBytes + (data.paddingBytes.map { $0 + 1 } ?? 0)
        if unacknowledged > Self.window / 2 {
            grow(context, by: unacknowledged)
            unacknowledged = 0
        }
        guard let stream = streams[id] else { return }
        stream.received += counter.takeReceived()
        bytes.withUnsafeReadableBytes { stream.sink.body($0) }
        if data.endStream {
            complete(id)
        } else if stream.received > Connection.answerLimit {
            _ = end(id)
            cancelled(id)
            driver.failed(stream.user, .tooLarge)
        }
    }

    private func end(_ id: HTTP2StreamID) -> Stream? {
        guard let stream = streams.removeValue(forKey: id) else { return nil }
        stream.user.stream = nil
        return stream
    }

    private func cancelled(_ id: HTTP2StreamID) {
        context?.writeAndFlush(wrapOutboundOut(HTTP2Frame(streamID: id, payload: .rstStream(.cancel))), promise: nil)
    }

    private func complete(_ id: HTTP2StreamID) {
        guard let stream = end(id) else { return }
        if isClosing, streams.isEmpty { context?.close(promise: nil) }
        driver.answered(stream.user, status: stream.status, received: stream.received, sink: &stream.sink)
        startWaiting()
    }

    /// The server wants to end the connection: what it has not looked at goes to another (RFC 9113 §6.8).
    private func goAway(after last: HTTP2StreamID) {
        isClosing = true
        for id in streams.keys.filter({ $0 > last }) {
            if let stream = end(id) { driver.sendElsewhere(stream.user, than: self) }
        }
        startWaiting()
        if streams.isEmpty { context?.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE: failure = .reset
        case NIOSSLError.uncleanShutdown: break
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: failure = .tls
        // A frame of a stream that was cancelled may still come.
        case is NIOHTTP2Errors.NoSuchStream, is NIOHTTP2Errors.StreamClosed, is NIOHTTP2Errors.StreamError: return
        default: failure = failure ?? .malformed
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        isClosing = true
        let users = streams.values.map(\.user) + waiting
        streams = [:]
        waiting = []
        for user in users {
            user.stream = nil
            driver.failed(user, failure ?? .closedEarly, connection: self)
        }
    }

    /// No connection came about, or not one that speaks HTTP/2.
    func failedToConnect(_ kind: LoadErrorKind) {
        guard !isReady else { return }
        isClosing = true
        let users = waiting
        waiting = []
        for user in users { driver.failed(user, kind, connection: self) }
    }
}

/// Counts what a connection carries above TLS. What came since the last frame counts for that frame's stream, so that
/// the sum is exact, and frames that belong to no stream count for the next one.
final class ByteCounter: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private var received = 0
    private var sent = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += unwrapInboundIn(data).readableBytes
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        sent += unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }

    func takeReceived() -> Int {
        defer { received = 0 }
        return received
    }

    func takeSent() -> Int {
        defer { sent = 0 }
        return sent
    }
}
