extension Scenario {
    /// One kind of request that users make, and how often they choose it.
    ///
    /// Paths and body may hold values in double braces, filled in for each request from the scenario's seed:
    /// `{{sequence}}` (a number no other request of this run has), `{{user}}` (the user's number, from 0) and
    /// `{{random 1 100}}` (a whole number, both ends included).
    public struct Task: Sendable, Codable, Equatable {
        /// The name statistics are kept under, usually a template: `GET /api/chefs/{id}`.
        public var name: String
        /// The request method, such as `GET`.
        public var method: String
        /// Request targets with their query, each starting with `/`; one is chosen at random for each request.
        public var paths: [String]
        /// Headers sent besides `Host`, `User-Agent`, `Accept-Encoding` and `Content-Length`.
        public var headers: [Header]
        /// The request body; nil for none.
        public var body: String?
        /// How often this task is chosen, relative to the others. 0 turns it off.
        public var weight: Double

        /// A task that chooses among `paths`.
        public init(
            name: String, method: String = "GET", paths: [String], headers: [Header] = [], body: String? = nil,
            weight: Double = 1
        ) {
            self.name = name
            self.method = method
            self.paths = paths
            self.headers = headers
            self.body = body
            self.weight = weight
        }

        /// A task with one path; `name` is `METHOD path` unless given.
        public init(
            _ method: String = "GET", _ path: String, name: String? = nil, headers: [Header] = [],
            body: String? = nil, weight: Double = 1
        ) {
            self.init(
                name: name ?? "\(method) \(path)", method: method, paths: [path], headers: headers, body: body,
                weight: weight)
        }
    }

    /// One header of a request or a response.
    public struct Header: Sendable, Codable, Equatable {
        /// The field name as written.
        public var name: String
        /// The field value without surrounding white space.
        public var value: String

        /// A header from name and value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// How long a user waits between an answer and its next request, in seconds.
    public enum ThinkTime: Sendable, Codable, Equatable {
        /// Not at all: the next request follows at once.
        case none
        /// Always the same time.
        case constant(seconds: Double)
        /// Any time between the two, all equally likely.
        case uniform(from: Double, to: Double)
    }

    /// What each user does once, before its first task: a request whose answer holds the user's token.
    ///
    /// A user whose login fails tries again after a second and runs no task before it succeeds.
    public struct Login: Sendable, Codable, Equatable {
        /// The request method, usually `POST`.
        public var method: String
        /// The request target. The same values in braces as in a task are filled in.
        public var path: String
        /// Headers of the login request, usually a `Content-Type`.
        public var headers: [Header]
        /// The login request's body; nil for none.
        public var body: String?
        /// Where the answer holds the token.
        public var token: Token

        /// A login request and where its token is.
        public init(
            method: String = "POST", path: String, headers: [Header] = [], body: String? = nil, token: Token
        ) {
            self.method = method
            self.path = path
            self.headers = headers
            self.body = body
            self.token = token
        }
    }

    /// Where a login's answer holds the token, and how it is sent from then on.
    public enum Token: Sendable, Codable, Equatable {
        /// A JSON Pointer (RFC 6901) into the body, such as `/token`; sent as `Authorization: Bearer …`.
        case jsonPointer(String)
        /// The name of a cookie that the answer sets; sent back as `Cookie: name=value`.
        case cookie(String)
    }
}
