import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Serves a session's page on loopback, and takes its orders.
public struct LiveServer: Sendable {
    private let session: LiveSession
    private let port: Int
    private let token: LiveToken

    /// A server for a session.
    /// - Parameters:
    ///   - port: of 127.0.0.1; 0 takes any that is free.
    ///   - token: opens the page.
    public init(session: LiveSession, port: Int = 8_089, token: LiveToken = LiveToken()) {
        self.session = session
        self.port = port
        self.token = token
    }

    /// Serves until the Swift task it runs in is cancelled; then it ends the session's run and returns.
    /// - Parameter onReady: called once, with the page's address, when it can be opened. The token stands behind the
    ///   `#`, which browsers send to nobody and servers write into no log.
    /// - Throws: ``LiveServerError`` when the port cannot be had.
    public func run(onReady: @escaping @Sendable (_ url: String) -> Void) async throws {
        var logger = Logger(label: "hone.live")
        logger.logLevel = .critical
        let (session, token) = (session, token)
        let place = LivePort()
        let router = Router()
        router.add(middleware: LiveGateMiddleware(port: place, token: token))
        LiveRoutes(session: session).add(to: router)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                place.set(port)
                onReady("http://127.0.0.1:\(port)/#\(token.text)")
            }, logger: logger)
        do {
            // Its signals are the command's, not the server's.
            try await withTaskCancellationHandler {
                try await application.runService(gracefulShutdownSignals: [])
            } onCancel: {
                // Pages that listen would keep the server open.
                Task { await session.finish() }
            }
        } catch let error as IOError {
            await session.finish()
            throw LiveServerError(port: port, cause: error.description)
        } catch is CancellationError {
            // That is how it ends.
        }
        await session.finish()
    }
}
