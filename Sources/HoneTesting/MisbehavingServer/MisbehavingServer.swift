/// An HTTP/1.1 server on a free loopback port that misbehaves as its path says, for tests of clients:
///
///     let server = try await MisbehavingServer.start()
///     … server.url(of: .truncatedBody) …     // http://127.0.0.1:PORT/truncated-body
///     … server.url + MisbehavingServer.wellPath …
///     try await server.stop()
///
/// ``wellPath`` is answered properly, so that a test can show that trouble on one path does not harm another. Any other
/// path is a 404.
public final class MisbehavingServer: Sendable {
    /// The path that is answered properly, with 200 and ``wellBody``.
    public static let wellPath = "/well"
    /// The body of the proper answer.
    public static let wellBody = "all is well"

    private let fixture: FixtureServer
    private let closed: ClosedPort

    /// The server's root without a trailing slash: `http://127.0.0.1:PORT`.
    public var url: String { fixture.url }
    /// The requests so far, the oldest first; at most as many as ``FixtureServer/rememberedRequests``.
    public var requests: [FixtureRequest] { fixture.requests }
    /// How many requests have come so far.
    public var requestCount: Int { fixture.requestCount }
    /// Connections accepted so far.
    public var connections: Int { fixture.connections }

    private init(fixture: FixtureServer, closed: ClosedPort) {
        self.fixture = fixture
        self.closed = closed
    }

    /// Starts a server.
    /// - Parameter certificate: speak TLS with it; nil speaks plain HTTP.
    /// - Throws: ``LoopbackPortError`` without a free port, and what ``FixtureServer`` throws.
    public static func start(certificate: FixtureCertificate? = nil) async throws -> MisbehavingServer {
        let closed = try ClosedPort()
        let fixture = try await FixtureServer.start(certificate: certificate) { request in
            if request.path == wellPath { return FixtureResponse(body: wellBody) }
            guard let misbehaviour = Misbehaviour(rawValue: String(request.path.dropFirst())) else {
                return FixtureResponse(status: 404)
            }
            return misbehaviour == .refuses ? FixtureResponse(status: 404) : .raw(misbehaviour.steps)
        }
        return MisbehavingServer(fixture: fixture, closed: closed)
    }

    /// The root of what misbehaves that way: this server's, or for ``Misbehaviour/refuses`` a port nothing listens on.
    public func root(of misbehaviour: Misbehaviour) -> String {
        misbehaviour == .refuses ? "http://127.0.0.1:\(closed.port)" : url
    }

    /// Where a request meets that misbehaviour.
    public func url(of misbehaviour: Misbehaviour) -> String { root(of: misbehaviour) + misbehaviour.path }

    /// Closes every connection and stops listening; returns when that is done.
    public func stop() async throws { try await fixture.stop() }
}
