/// What users do to a target: who they are, what they request, how many of them there are and for how long.
///
/// Two models. Closed: a number of users, each of whom waits for its answer before it goes on. Open: arrivals that come
/// at their own rate, whether or not earlier ones were answered. A scenario together with its seed fixes who does what
/// when (see ``Schedule``).
public struct Scenario: Sendable, Codable, Equatable {
    /// Where the requests go: `http://` or `https://`, host, optional port, optional path put before each task's.
    public var target: String
    /// The kinds of users; each user is of one of them, by weight.
    public var classes: [UserClass]
    /// How much load, and for how long.
    public var load: Load
    /// Seconds of traffic before the recording starts; part of the load's own time.
    public var warmUp: Double
    /// Seconds after which a request without a complete answer counts as a timeout; connecting counts in. A task may
    /// have its own.
    public var timeout: Double
    /// Fixes every random choice.
    public var seed: UInt64
    /// The `Accept-Encoding` sent; nil sends none. Bodies are decoded only where a check or a saved value needs them.
    public var acceptEncoding: String?
    /// How the connections are made.
    public var transport: Transport
    /// Redirects followed per request at most, within the target only; 0 takes a redirect as the answer.
    public var redirects: Int
    /// Allow a target that is not this machine. Load on somebody else's machine is an attack unless they agreed.
    public var allowRemote: Bool
    /// Each user behaves as a browser cache does: it remembers answers by URL (a bounded number), does not ask again
    /// while `max-age` says they are fresh, and sends `If-None-Match` when they are not.
    public var revalidate: Bool
    /// Rows that requests take values from.
    public var data: [DataSource]
    /// What must hold for the run to pass.
    public var thresholds: [LoadThreshold]

    /// A scenario of user classes.
    public init(
        target: String, classes: [UserClass], load: Load = .users(10, duration: 10), warmUp: Double = 0,
        timeout: Double = 30, seed: UInt64 = 1, acceptEncoding: String? = "gzip, br, zstd",
        transport: Transport = Transport(), redirects: Int = 0, allowRemote: Bool = false, revalidate: Bool = false,
        data: [DataSource] = [], thresholds: [LoadThreshold] = []
    ) {
        self.target = target
        self.classes = classes
        self.load = load
        self.warmUp = warmUp
        self.timeout = timeout
        self.seed = seed
        self.acceptEncoding = acceptEncoding
        self.transport = transport
        self.redirects = redirects
        self.allowRemote = allowRemote
        self.revalidate = revalidate
        self.data = data
        self.thresholds = thresholds
    }

    /// A scenario of one class of users who choose among `tasks`.
    public init(
        target: String, tasks: [Task], thinkTime: ThinkTime = .none, onStart: [Task] = [],
        load: Load = .users(10, duration: 10), warmUp: Double = 0, timeout: Double = 30, seed: UInt64 = 1,
        acceptEncoding: String? = "gzip, br, zstd", transport: Transport = Transport()
    ) {
        self.init(
            target: target, classes: [UserClass(tasks: tasks, thinkTime: thinkTime, onStart: onStart)], load: load,
            warmUp: warmUp, timeout: timeout, seed: seed, acceptEncoding: acceptEncoding, transport: transport)
    }
}

extension Scenario {
    /// How connections to the target are made.
    public struct Transport: Sendable, Codable, Equatable {
        /// Which HTTP is spoken.
        public enum Version: String, Sendable, Codable, CaseIterable {
            /// HTTP/1.1 (RFC 9112).
            case http1 = "1.1"
            /// HTTP/2 (RFC 9113): by ALPN over TLS, with prior knowledge without.
            case http2 = "2"
            /// Over TLS what the server prefers by ALPN (RFC 7301); HTTP/1.1 without TLS.
            case automatic = "auto"
        }

        /// Which HTTP is spoken.
        public var version: Version
        /// Keep connections for the next request; false makes one per request.
        public var keepAlive: Bool
        /// Users that share one HTTP/2 connection; 1 gives each its own, as browsers have. HTTP/1.1 never shares.
        public var usersPerConnection: Int
        /// The path of a Unix domain socket to connect to; the target's host is then only what `Host` says.
        public var unixSocket: String?
        /// Accept any TLS certificate, self-signed ones too.
        public var insecure: Bool
        /// A PEM file of certificate authorities to trust beside the system's.
        public var authorities: String?

        /// HTTP/1.1 over kept connections to the target's address.
        public init(
            version: Version = .http1, keepAlive: Bool = true, usersPerConnection: Int = 1, unixSocket: String? = nil,
            insecure: Bool = false, authorities: String? = nil
        ) {
            self.version = version
            self.keepAlive = keepAlive
            self.usersPerConnection = usersPerConnection
            self.unixSocket = unixSocket
            self.insecure = insecure
            self.authorities = authorities
        }
    }
}
