import HoneCore
import HonePostgres

/// What `hone.yaml` says about the application: where it is, how it is started, what its users do, and how good is
/// good enough.
public struct Target: Sendable, Codable, Equatable {
    /// Scheme, host and port, such as `http://127.0.0.1:8000`.
    public var url: String
    /// The shell command that starts the application in the folder of `hone.yaml`; without it Hone measures the
    /// application as it runs and can neither restart it nor see its queries.
    public var start: String?
    /// Environment variables for the start command, beside Hone's own environment.
    public var environment: [String: String] = [:]
    /// How Hone knows that the application is up.
    public var ready = ReadyCheck()
    /// Accept a certificate that no authority vouches for.
    public var insecureTLS = false
    /// Send load to an address that is not of this machine.
    public var allowRemote = false
    /// How a user gets the token that the other requests carry.
    public var login: Login?
    /// What users do. The weights are shares of all requests.
    public var endpoints: [Endpoint] = []
    /// Paths of the pages that people open in a browser.
    public var pages: [String] = []
    /// The SQLite file, relative to the folder of `hone.yaml`.
    public var database: String?
    /// The PostgreSQL database, instead of an SQLite file. Its password is shown nowhere.
    public var postgres: PostgresAddress?
    /// What opens the routes of the application's own monitor (PAT-017), where it has one. Shown nowhere.
    public var monitorToken: MonitorToken?
    /// How each pattern that the application already knows is switched on.
    public var switches: [PatternID: Switch] = [:]
    /// One for each metric.
    public var thresholds = Threshold.defaults
    /// The load of the baseline.
    public var load = LoadSettings()
    /// How trials are run.
    public var trial = TrialSettings()

    /// A target with only an address.
    public init(url: String) { self.url = url }

    /// A path that answers with a 2xx or 3xx status when the application is up.
    public struct ReadyCheck: Sendable, Codable, Equatable {
        /// The path that is asked.
        public var path = "/"
        /// Seconds until Hone gives up.
        public var timeout = 30.0
    }

    /// A request that logs a user in.
    public struct Login: Sendable, Codable, Equatable {
        /// The path of the POST.
        public var path: String
        /// Its body: JSON, or a form when it does not begin with `{`.
        public var body: String
        /// How the answer lets the user in.
        public var credential: Credential

        /// What a login answers with.
        public enum Credential: Sendable, Codable, Equatable {
            /// A bearer token, at a JSON Pointer (RFC 6901).
            case token(String)
            /// A cookie of this name.
            case cookie(String)
        }
    }

    /// One thing that users do.
    public struct Endpoint: Sendable, Codable, Equatable {
        /// `GET`, `POST` and so on.
        public var method: String
        /// The path with its variable parts in braces, such as `/api/chefs/{id}`.
        public var template: String
        /// The concrete paths that are requested; the template itself when it has no variable part.
        public var paths: [String]
        /// The body that is sent with each.
        public var body: String?
        /// Its share among all endpoints.
        public var weight: Double = 1

        /// An endpoint; without `paths` the template is requested as it stands.
        public init(
            method: String = "GET", template: String, paths: [String] = [], body: String? = nil, weight: Double = 1
        ) {
            self.method = method
            self.template = template
            self.paths = paths.isEmpty ? [template] : paths
            self.body = body
            self.weight = weight
        }

        /// `GET /api/chefs/{id}`.
        public var name: String { "\(method) \(template)" }
        /// Whether asking changes nothing (RFC 9110 §9.2.1).
        public var isSafe: Bool { method == "GET" || method == "HEAD" }
    }

    /// How a pattern is switched on in the application.
    public struct Switch: Sendable, Codable, Equatable {
        /// Variables that are set.
        public var environment: [String: String] = [:]
        /// Variables that hold a comma-separated list, and what is added to it.
        public var append: [String: String] = [:]
        /// A flag added to the end of the start command.
        public var flag: String?
    }

    /// The load of the baseline and of the verification.
    public struct LoadSettings: Sendable, Codable, Equatable {
        /// Users at once, level by level.
        public var users = [10, 25, 50, 100, 200]
        /// The level whose figures the response thresholds are held against.
        public var reference = 50
        /// Seconds measured at each level.
        public var seconds = 5.0
        /// Shortest and longest time, in milliseconds, that a user waits between two requests.
        public var thinkTime = 200.0...1_000.0
        /// Seconds after which a request counts as failed.
        public var timeout = 10.0
    }

    /// How a trial is run.
    public struct TrialSettings: Sendable, Codable, Equatable {
        /// Users at once in each block.
        public var users = 25
        /// Shortest and longest time, in milliseconds, that a user waits between two requests of a block; short, so
        /// that a short block holds many requests.
        public var thinkTime = 10.0...50.0
        /// Seconds measured in each block.
        public var seconds = 1.0
        /// Blocks of each side, A B B A and so on; up to twice as many where that would decide.
        public var blocks = 6
        /// The smallest gain worth keeping, as a share.
        public var minimumGain = 0.02
        /// Megabits per second of the network that delivery times are reckoned for.
        public var network = 10.0
    }

    /// The threshold of a metric.
    public func threshold(_ metric: Metric) -> Threshold {
        thresholds.first { $0.metric == metric } ?? Threshold(metric, metric.defaultThreshold)
    }
}
