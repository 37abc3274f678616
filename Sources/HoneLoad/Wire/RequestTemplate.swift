import NIOCore

/// A request as bytes, with gaps only where something varies: path values, the user's token, the ETag, the body.
struct RequestTemplate: Sendable {
    /// `METHOD ` and the target's own path.
    private let opening: [UInt8]
    private let path: Template
    /// ` HTTP/1.1`, `Host` and the other headers that never vary.
    private let head: [UInt8]
    private let body: Template?
    private let needsLength: Bool
    /// The whole request when nothing in it varies and there is no token.
    private var whole: ByteBuffer?
    /// Which URL this is, for a user's cache; nil when the path varies.
    private let fixedURL: UInt64?

    init(
        method: String, origin: Origin, path: String, headers: [Scenario.Header], body: String?, field: String
    ) throws(ScenarioError) {
        opening = Array("\(method) ".utf8)
        self.path = try Template(path, field: field)
        self.body = if let body { try Template(body, field: field) } else { nil }
        var head = " HTTP/1.1\r\n"
        if !headers.contains(where: { $0.name.lowercased() == "host" }) { head += "Host: \(origin.authority)\r\n" }
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        self.head = Array(head.utf8)
        needsLength = body != nil || ["POST", "PUT", "PATCH"].contains(method)
        fixedURL = self.path.fixed.map(Self.hash)
        let isFixed = self.path.fixed != nil && (self.body == nil || self.body?.fixed != nil)
        whole = nil
        if isFixed { whole = rendered() }
    }

    private func rendered() -> ByteBuffer {
        var buffer = ByteBuffer()
        var values = TemplateValues(user: 0, users: 1, seed: 0)
        _ = writeOpening(into: &buffer, values: &values)
        writeRest(into: &buffer, values: &values, token: [], etag: nil)
        return buffer
    }

    /// The bytes when they are the same for every request of a user without a token; no copy is made.
    @inline(__always)
    var fixed: ByteBuffer? { whole }

    /// Writes the request line's method and path.
    /// - Returns: which URL it is (an FNV-1a hash of the path, 64 bits; two of a user's few hundred URLs collide with
    ///   a probability below 10⁻¹⁴).
    func writeOpening(into buffer: inout ByteBuffer, values: inout TemplateValues) -> UInt64 {
        buffer.writeBytes(opening)
        let start = buffer.writerIndex
        path.write(into: &buffer, values: &values)
        return fixedURL
            ?? buffer.withUnsafeReadableBytes { bytes in
                Self.hash(UnsafeRawBufferPointer(rebasing: bytes[(start - buffer.readerIndex)...]))
            }
    }

    /// Writes everything after the path.
    /// - Parameters:
    ///   - token: a whole header line with its line end, or nothing.
    ///   - etag: sent as `If-None-Match`.
    func writeRest(
        into buffer: inout ByteBuffer, values: inout TemplateValues, token: [UInt8], etag: [UInt8]?
    ) {
        buffer.writeBytes(head)
        buffer.writeBytes(token)
        if let etag {
            buffer.writeStaticString("If-None-Match: ")
            buffer.writeBytes(etag)
            buffer.writeStaticString("\r\n")
        }
        guard needsLength else {
            buffer.writeStaticString("\r\n")
            return
        }
        var content = ByteBuffer()
        body?.write(into: &content, values: &values)
        buffer.writeStaticString("Content-Length: ")
        buffer.writeDecimal(UInt64(content.readableBytes))
        buffer.writeStaticString("\r\n\r\n")
        buffer.writeBuffer(&content)
    }

    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}
