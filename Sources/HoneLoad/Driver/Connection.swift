import NIOCore
import NIOSSL
import NIOTLS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A user's connection: the only handler of its channel (behind TLS, if any). It frames responses and tells the
/// loop's driver what became of the request. Touched on its event loop only.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What an answer may take, headers and framing included: 1 GiB.
    static let answerLimit = 1_073_741_824

    private let driver: LoopDriver
    let user: User
    private let isTLS: Bool
    private var context: ChannelHandlerContext?
    var parser = ResponseParser(sink: LoadSink())
    /// Whether an answer is outstanding.
    private var isWaiting = false
    private var isReady = false
    private var isAbandoned = false
    /// What an error on the channel said before the channel closed.
    private var failure: LoadErrorKind?
    /// Complete answers so far.
    private(set) var answers = 0
    /// Bytes of the current answer.
    private(set) var received = 0

    init(driver: LoopDriver, user: User, isTLS: Bool) {
        self.driver = driver
        self.user = user
        self.isTLS = isTLS
    }

    /// Sends `request` and expects one answer.
    @inline(__always)
    func send(_ request: ByteBuffer, isHead: Bool, interest: LoadSink.Interest) {
        guard let context else { return }
        isWaiting = true
        received = 0
        parser.sink.expect(interest)
        parser.start(isHead: isHead)
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    /// Closes without telling the driver.
    func abandon() {
        isAbandoned = true
        isWaiting = false
        context?.close(promise: nil)
        context = nil
    }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) {
        if isAbandoned { return context.close(promise: nil) }
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isTLS { ready() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event { ready() }
        context.fireUserInboundEventTriggered(event)
    }

    private func ready() {
        isReady = true
        driver.connected(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard isWaiting else { return stray() }
        received += buffer.readableBytes
        let used: Int
        do {
            used = try buffer.withUnsafeReadableBytes { try parser.consume($0) }
        } catch {
            isWaiting = false
            return driver.failed(self, .malformed)
        }
        guard parser.isComplete else {
            if received > Self.answerLimit {
                isWaiting = false
                driver.failed(self, .tooLarge)
            }
            return
        }
        isWaiting = false
        answers += 1
        let isStray = used < buffer.readableBytes
        driver.answered(self, isReusable: parser.isReusable && !isStray, isStray: isStray)
    }

    /// Bytes that belong to no request: what follows on this connection cannot be trusted.
    private func stray() {
        if isAbandoned { return }
        driver.strayAnswer(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE:
            failure = .reset
        case NIOSSLError.uncleanShutdown:
            // Many servers close without TLS's goodbye; the framing decides whether the answer is complete.
            break
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            failure = .tls
        default:
            failure = failure ?? .closedEarly
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        if isAbandoned { return }
        if !isReady { return driver.failed(self, failure ?? (isTLS ? .tls : .closedEarly)) }
        guard isWaiting else { return driver.lostIdle(self) }
        isWaiting = false
        if failure == nil, parser.finish() {
            answers += 1
            driver.answered(self, isReusable: false, isStray: false)
        } else if answers > 0, !parser.hasBegun, failure == nil || failure == .reset {
            driver.closedWhileIdle(self, failure ?? .closedEarly)
        } else {
            driver.failed(self, failure ?? .closedEarly)
        }
    }
}
