import NIOCore
import NIOPosix

/// The target's host name has no address.
public struct UnknownHostError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name that was looked up.
    public var host: String
    /// What the resolver said.
    public var found: String

    /// One line for a person.
    public var description: String { "no address for \(host) (\(found)); check the name in the target's URL" }
}

enum Resolver {
    /// The address to connect to. Names are looked up once, and of several addresses (localhost is often ::1 as well
    /// as 127.0.0.1) the one that accepts a connection is taken; when none does, the first.
    static func address(of origin: Origin, on loop: any EventLoop) async throws -> SocketAddress {
        if origin.isAddress { return try SocketAddress(ipAddress: origin.host, port: origin.port) }
        do {
            let channel = try await ClientBootstrap(group: loop)
                .connectTimeout(.seconds(5))
                .connect(host: origin.host, port: origin.port).get()
            let address = channel.remoteAddress
            try? await channel.close()
            if let address { return address }
            throw UnknownHostError(host: origin.host, found: "connected, but to no known address")
        } catch let error as NIOConnectionError {
            guard let first = error.connectionErrors.first else {
                throw UnknownHostError(host: origin.host, found: Self.reason(error))
            }
            return first.target
        }
    }

    static func reason(_ error: NIOConnectionError) -> String {
        let cause = error.dnsAError ?? error.dnsAAAAError
        return cause.map { "\($0)" } ?? "the lookup gave nothing"
    }
}
