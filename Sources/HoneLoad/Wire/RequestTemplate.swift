import NIOCore

/// A request as bytes, with gaps only where something varies: path and header values, cookies, the ETag, the body.
struct RequestTemplate: Sendable {
    /// What of a request depends on its user beside the values in braces.
    struct Extras {
        /// Whole header lines with their line ends: cookies.
        var lines: [UInt8] = []
        /// Sent as `If-None-Match`.
        var etag: [UInt8]?
    }

    let method: String
    /// Path and query, the target's own path included.
    let path: Template
    /// Without `Content-Length`, which the body decides.
    let headers: [(name: String, value: Template)]
    let body: Template?
    /// `METHOD ` as bytes.
    private let opening: [UInt8]
    /// ` HTTP/1.1`, `Host` and the other headers.
    private let head: Template
    /// Whether the body's length is told although it may be empty (RFC 9110 §8.6).
    private let needsLength: Bool
    /// The whole request when nothing in it varies.
    private var whole: ByteBuffer?
    /// Which URL this is, for a user's cache; nil when the path varies.
    private let fixedURL: UInt64?
    /// The saved values that it needs.
    let slots: Set<Int>

    init(
        method: String, authority: String, path: String, headers: [Scenario.Header], body: String?, field: String,
        names: ValueNames = ValueNames()
    ) throws(ScenarioError) {
        self.method = method
        opening = Array("\(method) ".utf8)
        self.path = try Template(path, field: field, context: .path, names: names)
        var all: [(name: String, value: Template)] = []
        if !headers.contains(where: { $0.name.lowercased() == "host" }) {
            all.append(("Host", try Template(authority, field: field, context: .header)))
        }
        for header in headers {
            all.append(
                (
                    header.name,
                    try Template(header.value, field: "\(field) \(header.name)", context: .header, names: names)
                )
            )
        }
        self.headers = all
        var head = try Template(" HTTP/1.1\r\n", field: field, context: .header)
        for (name, value) in all {
            head.append("\(name): ")
            head.append(value)
            head.append("\r\n")
        }
        self.head = head
        self.body =
            if let body {
                try Template(body, field: "\(field) body", context: Self.bodyContext(headers), names: names)
            } else { nil }
        needsLength = body != nil || ["POST", "PUT", "PATCH"].contains(method)
        fixedURL = self.path.fixed.map { FNV1a.hash($0) }
        slots = self.path.slots.union(head.slots).union(self.body?.slots ?? [])
        whole = nil
        if self.path.fixed != nil, head.fixed != nil, self.body == nil || self.body?.fixed != nil {
            var buffer = ByteBuffer()
            var values = UserValues(user: 0, seed: 0)
            if writeOpening(into: &buffer, values: &values) != nil,
                writeRest(into: &buffer, values: &values, extras: Extras())
            {
                whole = buffer
            }
        }
    }

    /// How values are written into a body, by its media type.
    private static func bodyContext(_ headers: [Scenario.Header]) -> Template.Context {
        let type = headers.first { $0.name.lowercased() == "content-type" }?.value.lowercased() ?? ""
        if type.contains("json") { return .json }
        return type.hasPrefix("application/x-www-form-urlencoded") ? .form : .plain
    }

    /// The bytes when they are the same for every request of every user; no copy is made.
    @inline(__always)
    var fixed: ByteBuffer? { whole }

    /// Writes the request line's method and path.
    /// - Returns: which URL it is (an FNV-1a hash of the path, 64 bits; two of a user's few hundred URLs collide with
    ///   a probability below 10⁻¹⁴); nil when a value is missing.
    func writeOpening(into buffer: inout ByteBuffer, values: inout UserValues) -> UInt64? {
        buffer.writeBytes(opening)
        let start = buffer.writerIndex
        guard path.write(into: &buffer, values: &values) else { return nil }
        return fixedURL
            ?? buffer.withUnsafeReadableBytes { bytes in
                FNV1a.hash(UnsafeRawBufferPointer(rebasing: bytes[(start - buffer.readerIndex)...]))
            }
    }

    /// Writes everything after the path.
    /// - Returns: false when a value is missing.
    func writeRest(into buffer: inout ByteBuffer, values: inout UserValues, extras: Extras) -> Bool {
        guard head.write(into: &buffer, values: &values) else { return false }
        buffer.writeBytes(extras.lines)
        if let etag = extras.etag {
            buffer.writeStaticString("If-None-Match: ")
            buffer.writeBytes(etag)
            buffer.writeStaticString("\r\n")
        }
        guard needsLength else {
            buffer.writeStaticString("\r\n")
            return true
        }
        var content = ByteBuffer()
        guard body?.write(into: &content, values: &values) ?? true else { return false }
        buffer.writeStaticString("Content-Length: ")
        buffer.writeDecimal(UInt64(content.readableBytes))
        buffer.writeStaticString("\r\n\r\n")
        buffer.writeBuffer(&content)
        return true
    }

    /// Writes the request that follows a redirect: the same headers without those of a body, to another path.
    func writeRedirected(
        to location: [UInt8], method: String, into buffer: inout ByteBuffer, values: inout UserValues, extras: Extras
    ) -> Bool {
        buffer.writeString("\(method) ")
        buffer.writeBytes(location)
        buffer.writeStaticString(" HTTP/1.1\r\n")
        for (name, value) in headers where !name.lowercased().hasPrefix("content-") {
            buffer.writeString("\(name): ")
            guard value.write(into: &buffer, values: &values) else { return false }
            buffer.writeStaticString("\r\n")
        }
        buffer.writeBytes(extras.lines)
        buffer.writeStaticString("\r\n")
        return true
    }
}
