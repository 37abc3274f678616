/// Where a Redis server is, or the nodes of a cluster, and who asks:
/// `redis://user:password@host:6379/0`, `rediss://…` with TLS, and `redis://host1:7000,host2:7001,host3:7002` with
/// several nodes of one cluster, of which one that answers is enough
/// (<https://www.iana.org/assignments/uri-schemes/prov/redis>; the list of hosts is an extension).
///
/// The address may hold a password, so it describes itself without: neither printing, interpolating nor dumping one
/// shows it.
public struct RedisAddress: Sendable, Hashable {
    /// Where to ask first; at least one.
    public let seeds: [RedisEndpoint]
    /// Whether TLS is spoken.
    public let isTLS: Bool
    /// The user of Redis' access control lists; nil: the default user.
    public let user: String?
    /// The number of the database; a cluster has 0 alone.
    public let database: Int
    let password: String?

    /// Reads an address; nothing is connected to.
    /// - Throws: ``RedisError`` when it is none. The text is not repeated, as it may hold a password.
    public init(_ text: String) throws {
        let rest: Substring
        if text.hasPrefix("redis://") {
            isTLS = false
            rest = text.dropFirst(8)
        } else if text.hasPrefix("rediss://") {
            isTLS = true
            rest = text.dropFirst(9)
        } else {
            throw RedisAddress.unreadable("it does not begin with redis:// or rediss://")
        }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw RedisAddress.unreadable("it has a '?' or a '#', which end a URL's path")
        }
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count).dropFirst()
        guard !path.contains("@") else {
            throw RedisAddress.unreadable("a '/' stands before the '@'")
        }
        let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, let hosts = parts.last else {
            throw RedisAddress.unreadable("there is more than one '@'")
        }
        (user, password) = try RedisAddress.login(parts.count == 2 ? parts[0] : "")
        seeds = try hosts.split(separator: ",", omittingEmptySubsequences: false).map(RedisAddress.endpoint)
        guard path.isEmpty || path.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int("0" + path) else {
            throw RedisAddress.unreadable("what is after the host is not the number of a database")
        }
        database = number
    }

    private static func login(_ text: Substring) throws -> (user: String?, password: String?) {
        guard !text.isEmpty else { return (nil, nil) }
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        guard words.count <= 2, let user = unescaped(words[0]),
            let password = unescaped(words.count == 2 ? words[1] : "")
        else { throw unreadable("the user or the password is not written as in a URL") }
        return (user.isEmpty ? nil : user, password.isEmpty ? nil : password)
    }

    private static func endpoint(_ text: Substring) throws -> RedisEndpoint {
        let isBracketed = text.hasPrefix("[")
        let host = isBracketed ? text.dropFirst().prefix { $0 != "]" } : text.prefix { $0 != ":" }
        var rest = text.dropFirst(host.count + (isBracketed ? 1 : 0))
        if isBracketed {
            guard rest.hasPrefix("]") else { throw unreadable("a '[' is not closed") }
            rest = rest.dropFirst()
        }
        guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { throw unreadable("a host is missing") }
        guard !rest.isEmpty else { return RedisEndpoint(host: String(host), port: 6_379) }
        guard rest.hasPrefix(":"), let port = RedisEndpoint.port(rest.dropFirst()) else {
            throw unreadable("a port is not a number from 1 to 65535")
        }
        return RedisEndpoint(host: String(host), port: port)
    }

    /// Decodes `%41` and the like; nil when that is not what follows a '%', or not UTF-8.
    private static func unescaped(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func unreadable(_ found: String) -> RedisError {
        RedisError(
            .address, attempted: "read the address of", node: "the Redis server", found: found,
            remedy:
                "Write for example redis://user:password@localhost:6379/0; a '@', '/', ':', '?', '#', ',' or '%' in "
                + "a name or password is written %40, %2F, %3A, %3F, %23, %2C or %25.")
    }

    /// A text from elsewhere, such as the server's words, without the password.
    func redacted(_ text: String) -> String {
        guard let password, !password.isEmpty else { return text }
        return text.replacing(password, with: "…")
    }
}

extension RedisAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The address without its password.
    public var description: String {
        let hosts = seeds.map(\.description).joined(separator: ",")
        return "\(isTLS ? "rediss" : "redis")://\(user.map { "\($0)@" } ?? "")\(hosts)/\(database)"
    }

    /// As `description`.
    public var debugDescription: String { description }

    /// Shows `description` alone.
    public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
