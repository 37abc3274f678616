#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// No port could be had on loopback.
public struct LoopbackPortError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The address asked.
    public var address: String
    /// The system's error number (`errno`).
    public var code: Int32

    /// One line for a person.
    public var description: String {
        "no free port at \(address): \(String(cString: strerror(code))); does this machine have that address, and "
            + "unused ports (sysctl net.ipv4.ip_local_port_range)?"
    }
}

/// A TCP port of loopback that nothing listens on, and that nobody else gets while this lives: whoever connects to it
/// is refused.
public final class ClosedPort: Sendable {
    /// The port.
    public let port: Int
    private let descriptor: Int32

    /// Takes a free port.
    /// - Parameter isIPv6: of `::1` rather than 127.0.0.1.
    /// - Throws: ``LoopbackPortError``.
    public init(isIPv6: Bool = false) throws(LoopbackPortError) {
        let name = isIPv6 ? "::1" : "127.0.0.1"
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, stream, 0)
        guard descriptor >= 0 else { throw LoopbackPortError(address: name, code: errno) }
        // Bound but never listening: connecting is refused, and the port is not handed out again.
        guard let port = isIPv6 ? Self.bind6(descriptor) : Self.bind4(descriptor) else {
            let code = errno
            close(descriptor)
            throw LoopbackPortError(address: name, code: code)
        }
        self.port = port
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// A port that is free at the moment, for a server that is told its port. Another process may take it first: try
    /// again when that server cannot listen.
    /// - Throws: ``LoopbackPortError``.
    public static func free(isIPv6: Bool = false) throws(LoopbackPortError) -> Int {
        let taken = try ClosedPort(isIPv6: isIPv6)
        return taken.port
    }

    private static func bind4(_ descriptor: Int32) -> Int? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return bind(descriptor, &address) ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }

    private static func bind6(_ descriptor: Int32) -> Int? {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        return bind(descriptor, &address) ? Int(UInt16(bigEndian: address.sin6_port)) : nil
    }

    /// Binds to the address and writes the port that it came to into it.
    private static func bind<Address>(_ descriptor: Int32, _ address: inout Address) -> Bool {
        var length = socklen_t(MemoryLayout<Address>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                #if canImport(Glibc)
                    let code = Glibc.bind(descriptor, generic, length)
                #elseif canImport(Musl)
                    let code = Musl.bind(descriptor, generic, length)
                #else
                    let code = Darwin.bind(descriptor, generic, length)
                #endif
                return code == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
    }
}
