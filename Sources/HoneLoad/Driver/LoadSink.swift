/// Counts bodies and keeps nothing, unless the answer is a login's or for a user's cache.
struct LoadSink: ResponseSink {
    /// The largest login answer kept: 1 MiB.
    static let collectLimit = 1_048_576

    enum Interest { case nothing, caching, login }

    var interest = Interest.nothing
    var directives = UserCache.Directives()
    /// The body of a login's answer.
    var collected: [UInt8] = []
    /// The `Set-Cookie` values of a login's answer.
    var cookies: [[UInt8]] = []

    @inline(__always)
    var wantsHeaders: Bool { interest != .nothing }

    mutating func expect(_ interest: Interest) {
        self.interest = interest
        if interest == .nothing { return }
        directives = UserCache.Directives()
        collected = []
        cookies = []
    }

    @inline(__always)
    mutating func begin(status: Int) {}

    mutating func header(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        if interest == .caching {
            directives.read(name: name, value: value)
        } else if equals(name, "set-cookie") {
            cookies.append(Array(value))
        }
    }

    @inline(__always)
    mutating func body(_ bytes: UnsafeRawBufferPointer) {
        if interest == .login, collected.count + bytes.count <= Self.collectLimit {
            collected.append(contentsOf: bytes)
        }
    }
}
