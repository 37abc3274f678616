import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A small HTTP/1.1 server on a free loopback port whose every answer is decided by a closure, for tests of what
/// speaks HTTP.
///
///     let server = try await FixtureServer.start { request in
///         switch request.path {
///         case "/slow": FixtureResponse(body: "late", delay: 0.2)
///         case "/cut": .raw([.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nonly this"), .close])
///         default: FixtureResponse(status: 404)
///         }
///     }
///     … server.url + "/slow" …
///     try await server.stop()
///
/// It remembers the last 10,000 requests.
public final class FixtureServer: Sendable {
    /// Requests remembered.
    public static let rememberedRequests = 10_000

    /// The port it listens on, at 127.0.0.1.
    public let port: Int
    /// Whether it speaks TLS.
    public let isTLS: Bool
    private let log: FixtureLog
    private let listener: any Channel
    private let group: MultiThreadedEventLoopGroup

    /// The server's root without a trailing slash: `http://127.0.0.1:PORT`.
    public var url: String { "\(isTLS ? "https" : "http")://127.0.0.1:\(port)" }
    /// The requests so far, oldest first.
    public var requests: [FixtureRequest] { log.requests }
    /// How many requests have come so far, those no longer remembered too.
    public var requestCount: Int { log.requestCount }
    /// Connections accepted so far.
    public var connections: Int { log.connections }

    private init(
        port: Int, isTLS: Bool, log: FixtureLog, listener: any Channel, group: MultiThreadedEventLoopGroup
    ) {
        self.port = port
        self.isTLS = isTLS
        self.log = log
        self.listener = listener
        self.group = group
    }

    /// Starts a server.
    /// - Parameters:
    ///   - certificate: speak TLS with it; nil speaks plain HTTP.
    ///   - port: 0 takes a free one.
    ///   - answer: decides each answer. Called on the server's thread: must not block.
    public static func start(
        certificate: FixtureCertificate? = nil, port: Int = 0,
        _ answer: @escaping @Sendable (FixtureRequest) -> FixtureResponse
    ) async throws -> FixtureServer {
        let tls = try certificate?.serverContext()
        let log = FixtureLog()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let listener = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 1_024)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let tls {
                            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                        }
                        let connection = FixtureConnection(number: log.nextConnection(), log: log, answer: answer)
                        try channel.pipeline.syncOperations.addHandler(connection)
                    }
                }
                .bind(host: "127.0.0.1", port: port).get()
            return FixtureServer(
                port: listener.localAddress?.port ?? 0, isTLS: tls != nil, log: log, listener: listener, group: group)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Starts a server that sends the same bytes to every request and then closes the connection, or, with
    /// `keepsOpen`, waits for the next request.
    public static func start(raw bytes: [UInt8], keepsOpen: Bool = false) async throws -> FixtureServer {
        try await start { _ in .raw(keepsOpen ? [.sendBytes(bytes)] : [.sendBytes(bytes), .close]) }
    }

    /// Closes the listener and every connection; returns when they are closed.
    public func stop() async throws {
        try? await listener.close()
        try await group.shutdownGracefully()
    }
}

/// What a server remembers.
final class FixtureLog: Sendable {
    private struct State {
        var connections = 0
        var requestCount = 0
        var requests: [FixtureRequest] = []
    }

    private let state = Mutex(State())

    var connections: Int { state.withLock { $0.connections } }
    var requestCount: Int { state.withLock { $0.requestCount } }
    var requests: [FixtureRequest] { state.withLock { $0.requests } }

    func nextConnection() -> Int {
        state.withLock { state in
            state.connections += 1
            return state.connections - 1
        }
    }

    func remember(_ request: FixtureRequest) {
        state.withLock { state in
            state.requestCount += 1
            if state.requests.count == FixtureServer.rememberedRequests {
                state.requests.removeFirst(FixtureServer.rememberedRequests / 2)
            }
            state.requests.append(request)
        }
    }
}
