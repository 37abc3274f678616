/// Why something did not come about with a Redis server, and what to do about it. Holds neither passwords nor keys nor
/// values.
public struct RedisError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of problem it is.
    public enum Kind: String, Sendable {
        /// The address cannot be read.
        case address
        /// Nothing answers there, or no longer.
        case unreachable
        /// The server does not let this user in, or not do this.
        case login
        /// There was no answer in time.
        case timeout
        /// What came is not Redis' protocol.
        case garbage
        /// So much is under way on the connection that no more is sent.
        case busy
        /// The server answered with an error.
        case refused
        /// The cluster sends from node to node, or has no slots.
        case cluster
        /// The node of a cluster that has the key is known to be gone; others are there.
        case partlyDown
        /// The tier was closed.
        case closed
    }

    /// What kind of problem it is.
    public let kind: Kind
    /// What was attempted: "connect to".
    public let attempted: String
    /// The server, as `host:port`.
    public let node: String
    /// What was found.
    public let found: String
    /// What to do.
    public let remedy: String

    init(_ kind: Kind, attempted: String, node: String, found: String, remedy: String) {
        self.kind = kind
        self.attempted = attempted
        self.node = node
        self.found = found
        self.remedy = remedy
    }

    /// The whole for a person.
    public var description: String { "Cannot \(attempted) \(node): \(found). \(remedy)" }
}

extension RedisError {
    /// What a server said in place of an answer, without what it quotes of the command.
    static func refused(_ words: String, command: String, node: String) -> RedisError {
        let code = words.prefix { $0 != " " }
        let remedy =
            switch code {
            case "NOAUTH", "WRONGPASS", "NOPERM":
                "See that user and password in the address are right, and what ACL they have."
            case "OOM": "The server is full: raise its maxmemory, or let it evict (maxmemory-policy allkeys-lru)."
            case "LOADING": "The server is starting; it answers once its file is read."
            case "READONLY": "The address names a replica; name the node that it follows."
            case "CLUSTERDOWN": "Some part of the cluster has no node; see 'redis-cli --cluster check'."
            case "MISCONF": "The server cannot save its file; see its log."
            default: "See the server's documentation of \(command)."
            }
        // An unknown command's arguments are quoted.
        let said = (words.split(separator: ", with args").first ?? "").prefix(100)
        let isLogin = ["NOAUTH", "WRONGPASS", "NOPERM"].contains(code)
        return RedisError(
            isLogin ? .login : .refused, attempted: "\(command) at", node: node, found: "it said: \(said)",
            remedy: remedy)
    }

    static func timeout(_ limit: String, node: RedisEndpoint) -> RedisError {
        RedisError(
            .timeout, attempted: "get an answer from", node: "\(node)", found: "none came within \(limit)",
            remedy: "See whether the server is overloaded or stopped, or raise the timeout.")
    }

    static func unreachable(_ found: String, node: RedisEndpoint) -> RedisError {
        RedisError(
            .unreachable, attempted: "reach", node: "\(node)", found: found,
            remedy: "See whether the server runs and listens there; it is connected to again by itself.")
    }

    static func garbage(_ found: String, node: RedisEndpoint) -> RedisError {
        RedisError(
            .garbage, attempted: "read the answer of", node: "\(node)", found: found,
            remedy: "See whether it is a Redis or Valkey server, and rediss:// is written where it speaks TLS.")
    }

    static func closed(node: String) -> RedisError {
        RedisError(
            .closed, attempted: "use", node: node, found: "the cache's tier was closed",
            remedy: "Close it after the last use.")
    }
}
