import HoneHTTP

/// Counts bodies and keeps nothing but what somebody wants to look at.
struct LoadSink: ResponseSink {
    /// The largest body kept for checks and saved values: 16 MiB; what follows is counted only.
    static let bodyLimit = 16_777_216
    /// A buffer that a large body has made larger than this is given back.
    private static let keptCapacity = 65_536

    struct Interest: OptionSet, Sendable {
        let rawValue: UInt8
        /// The directives that a user's cache goes by.
        static let caching = Interest(rawValue: 1)
        static let cookies = Interest(rawValue: 2)
        static let location = Interest(rawValue: 4)
        /// All header fields.
        static let fields = Interest(rawValue: 8)
        /// The body, and how it is coded.
        static let body = Interest(rawValue: 16)
    }

    private(set) var interest: Interest = []
    private(set) var directives = UserCache.Directives()
    private(set) var collected: [UInt8] = []
    private(set) var isCut = false
    /// `Set-Cookie` values.
    private(set) var cookies: [[UInt8]] = []
    private(set) var location: [UInt8] = []
    private(set) var coding: [UInt8] = []
    /// Names in lower case and values of all fields, one after the other, and where each ends: no allocation per field.
    private var fieldBytes: [UInt8] = []
    private var fieldEnds: [(name: Int, value: Int)] = []
    /// Bytes of the body so far, as they came.
    private(set) var bodyBytes = 0

    @inline(__always)
    var wantsHeaders: Bool { !interest.isEmpty }

    @inline(__always)
    mutating func expect(_ interest: Interest) {
        bodyBytes = 0
        if self.interest.isEmpty, interest.isEmpty { return }
        reset(interest)
    }

    private mutating func reset(_ interest: Interest) {
        self.interest = interest
        directives = UserCache.Directives()
        collected.removeAll(keepingCapacity: true)
        isCut = false
        cookies.removeAll(keepingCapacity: true)
        location.removeAll(keepingCapacity: true)
        coding.removeAll(keepingCapacity: true)
        fieldBytes.removeAll(keepingCapacity: true)
        fieldEnds.removeAll(keepingCapacity: true)
    }

    /// The answer was looked at: memory of a large body is not kept until the next one.
    @inline(__always)
    mutating func release() {
        if collected.capacity > Self.keptCapacity { collected = [] }
    }

    @inline(__always)
    mutating func begin(status: Int) {}

    mutating func header(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        if interest.contains(.caching) { directives.read(name: name, value: value) }
        switch name.count {
        case 10 where interest.contains(.cookies) && equals(name, "set-cookie"): cookies.append(Array(value))
        case 8 where interest.contains(.location) && equals(name, "location"): location = Array(value)
        case 16 where interest.contains(.body) && equals(name, "content-encoding"): coding = Array(value)
        default: break
        }
        if interest.contains(.fields) {
            for byte in name { fieldBytes.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) }
            let end = fieldBytes.count
            fieldBytes.append(contentsOf: value)
            fieldEnds.append((end, fieldBytes.count))
        }
    }

    @inline(__always)
    mutating func body(_ bytes: UnsafeRawBufferPointer) {
        bodyBytes += bytes.count
        guard interest.contains(.body) else { return }
        if collected.count + bytes.count <= Self.bodyLimit {
            collected.append(contentsOf: bytes)
        } else {
            isCut = true
        }
    }

    /// The value of the first field of this name.
    func field(_ lowercased: [UInt8]) -> [UInt8]? {
        var start = 0
        for (name, value) in fieldEnds {
            if fieldBytes[start..<name].elementsEqual(lowercased) { return Array(fieldBytes[name..<value]) }
            start = value
        }
        return nil
    }

    /// The value of a cookie that the answer sets.
    func cookie(_ name: [UInt8]) -> [UInt8]? {
        let start = name + [0x3D]
        return cookies.last { $0.starts(with: start) }.map { Array($0.dropFirst(start.count).prefix { $0 != 0x3B }) }
    }

    /// Takes the coding off the body, for whoever looks at it.
    /// - Returns: false when it is cut, not coded as it says, or coded in a way we do not know.
    mutating func decode() -> Bool {
        if isCut { return false }
        if coding.isEmpty { return true }
        let name = String(decoding: coding, as: UTF8.self)
        if name.lowercased() == "identity" { return true }
        guard let coding = ContentCoding(token: name),
            let plain = try? coding.decompress(collected, limit: Self.bodyLimit)
        else { return false }
        collected = plain
        return true
    }
}
