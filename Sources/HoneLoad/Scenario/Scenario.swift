/// What users do to a target: their tasks, how long they think between them, how many they are and for how long.
///
/// The model is closed: each user sends a request, waits for the answer, thinks, and goes on with its next task.
/// A scenario together with its seed fixes which task each user runs when (see ``Schedule``).
public struct Scenario: Sendable, Codable, Equatable {
    /// Where the requests go: `http://` or `https://`, host, optional port, optional path put before each task's.
    public var target: String
    /// What users choose from, by weight.
    public var tasks: [Task]
    /// How long a user waits between an answer and its next request.
    public var thinkTime: ThinkTime
    /// What each user does once before its first task; nil for nothing.
    public var onStart: Login?
    /// How many users there are once all have started.
    public var users: Int
    /// Seconds over which the users start, evenly spread; 0 starts all at once. Lies within warm-up and duration.
    public var ramp: Double
    /// Seconds that are recorded. The whole run takes `warmUp + duration`.
    public var duration: Double
    /// Seconds of traffic before the recording starts.
    public var warmUp: Double
    /// Seconds after which a request without a complete answer counts as a timeout; connecting counts in.
    public var timeout: Double
    /// Fixes every random choice.
    public var seed: UInt64
    /// The `Accept-Encoding` sent; nil sends none. Bodies are counted as they arrive and never decoded.
    public var acceptEncoding: String?
    /// Accept any TLS certificate, self-signed ones too.
    public var insecureTLS: Bool
    /// Allow a target that is not this machine. Load on somebody else's machine is an attack unless they agreed.
    public var allowRemote: Bool
    /// Each user behaves as a browser cache does: it remembers answers by URL (a bounded number), does not ask again
    /// while `max-age` says they are fresh, and sends `If-None-Match` when they are not.
    public var revalidate: Bool

    /// A scenario of `tasks` against `target`.
    public init(
        target: String, tasks: [Task], thinkTime: ThinkTime = .none, onStart: Login? = nil, users: Int = 10,
        ramp: Double = 0, duration: Double = 10, warmUp: Double = 0, timeout: Double = 30, seed: UInt64 = 1,
        acceptEncoding: String? = "gzip, br, zstd", insecureTLS: Bool = false, allowRemote: Bool = false,
        revalidate: Bool = false
    ) {
        self.target = target
        self.tasks = tasks
        self.thinkTime = thinkTime
        self.onStart = onStart
        self.users = users
        self.ramp = ramp
        self.duration = duration
        self.warmUp = warmUp
        self.timeout = timeout
        self.seed = seed
        self.acceptEncoding = acceptEncoding
        self.insecureTLS = insecureTLS
        self.allowRemote = allowRemote
        self.revalidate = revalidate
    }
}
