extension Scenario {
    /// One kind of request that users make, how often they choose it, and what its answer must be.
    ///
    /// Paths, header values and body may hold values in double braces, filled in for each request:
    /// `{{sequence}}` (a number no other request of this run has), `{{user}}` (the user's number, from 0),
    /// `{{random 1 100}}` (a whole number, both ends included), `{{basic name password}}` (two values as RFC 7617
    /// credentials), and by their names the values that earlier answers gave (``saves``) and those of data
    /// (`{{accounts.email}}`).
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
        /// Seconds until a timeout; nil takes the scenario's.
        public var timeout: Double?
        /// What the answer must be. Without a check of the status, one below 400 is a success.
        public var checks: [Check]
        /// What later requests of the same user take from the answer.
        public var saves: [Save]
        /// Words that thresholds and reports group tasks by.
        public var tags: [String]

        /// A task that chooses among `paths`.
        public init(
            name: String, method: String = "GET", paths: [String], headers: [Header] = [], body: String? = nil,
            weight: Double = 1, timeout: Double? = nil, checks: [Check] = [], saves: [Save] = [], tags: [String] = []
        ) {
            self.name = name
            self.method = method
            self.paths = paths
            self.headers = headers
            self.body = body
            self.weight = weight
            self.timeout = timeout
            self.checks = checks
            self.saves = saves
            self.tags = tags
        }

        /// A task with one path; `name` is `METHOD path` unless given.
        public init(
            _ method: String = "GET", _ path: String, name: String? = nil, headers: [Header] = [],
            body: String? = nil, weight: Double = 1, checks: [Check] = [], saves: [Save] = []
        ) {
            self.init(
                name: name ?? "\(method) \(path)", method: method, paths: [path], headers: headers, body: body,
                weight: weight, checks: checks, saves: saves)
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

    /// Where in an answer a value lies.
    public enum Place: Sendable, Codable, Equatable, Hashable {
        /// The text, number, true or false that a JSON Pointer (RFC 6901) names in the body.
        case json(String)
        /// A response header, by its name in any case.
        case header(String)
        /// A cookie that this answer sets.
        case cookie(String)
        /// The first match of a regular expression in the body, or its first group if it has one.
        case regex(String)
    }

    /// A value that is taken from an answer and kept under a name, for later requests of the same user.
    public struct Save: Sendable, Codable, Equatable {
        /// The name that `{{name}}` refers to.
        public var name: String
        /// Where the answer holds it. An answer without it is a failure.
        public var place: Place

        /// The value at `place`, kept as `name`.
        public init(_ name: String, _ place: Place) {
            self.name = name
            self.place = place
        }
    }
}
