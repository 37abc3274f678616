#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds out where HTTP/1.1 responses end (RFC 9112 §6), however the bytes were cut on their way.
///
/// A state machine without I/O: bytes go in, the sink gets headers and body, ``isComplete`` says when. Whole lines
/// are read where they lie; only a line cut by the end of the bytes is copied, so the usual response that arrives in
/// one piece is never copied at all.
struct ResponseParser<Sink: ResponseSink> {
    /// Bytes of a response's lines: status lines, headers (those of interim responses too), trailers, and of each
    /// chunk's lines what is beyond ``chunkLineLength``. 64 KiB.
    static var headLimit: Int { 65_536 }
    /// A chunk's size, its line end and the spaces that some servers fill up with are no longer than this; bytes.
    static var chunkLineLength: Int { 24 }

    enum Phase: Equatable {
        case statusLine, headers, fixedBody, chunkSize, chunkData, chunkEnd, trailers, untilClose, complete
    }

    var sink: Sink
    private(set) var phase = Phase.complete
    /// The status code; 0 until the status line of the final response is read.
    private(set) var status = 0
    /// Whether the connection may carry another request after this response (RFC 9112 §9.3).
    private(set) var isReusable = true
    private var isHead = false
    private var isFinal = true
    var contentLength: UInt64?
    var isChunked = false
    var isTransferEncoded = false
    private var remaining: UInt64 = 0
    private var headBytes = 0
    /// The start of a line whose end has not arrived.
    private var carry: [UInt8] = []

    init(sink: Sink) { self.sink = sink }

    var isComplete: Bool { phase == .complete }
    /// Whether any byte of the response has arrived.
    var hasBegun: Bool { headBytes > 0 || !carry.isEmpty }

    /// Expects one response. `isHead`: to a HEAD request, whose response never has a body.
    mutating func start(isHead: Bool) {
        self.isHead = isHead
        phase = .statusLine
        headBytes = 0
        isReusable = true
        resetHead()
        if !carry.isEmpty { carry.removeAll(keepingCapacity: true) }
    }

    private mutating func resetHead() {
        status = 0
        contentLength = nil
        isChunked = false
        isTransferEncoded = false
    }

    /// Reads on until the response is complete or the bytes are used up.
    /// - Returns: how many bytes belong to the response; fewer than given only when it is complete.
    mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(FramingError) -> Int {
        var offset = 0
        while offset < bytes.count {
            switch phase {
            case .complete:
                return offset
            case .fixedBody, .chunkData:
                let count = min(bytes.count - offset, Int(clamping: remaining))
                sink.body(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
                offset += count
                remaining -= UInt64(count)
                if remaining == 0 { phase = phase == .fixedBody ? .complete : .chunkEnd }
            case .untilClose:
                sink.body(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
                return bytes.count
            case .statusLine, .headers, .chunkSize, .chunkEnd, .trailers:
                try consumeLine(bytes, &offset)
            }
        }
        return offset
    }

    /// The connection was closed by the server.
    /// - Returns: whether that is how the response says it ends. False means that it was cut short.
    mutating func finish() -> Bool {
        guard phase == .untilClose else { return phase == .complete }
        phase = .complete
        return true
    }

    // MARK: Lines

    private mutating func consumeLine(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) throws(FramingError) {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let found = rest.baseAddress.flatMap { memchr($0, 0x0A, rest.count) }
        guard let found, let base = rest.baseAddress else {
            carry.append(contentsOf: rest)
            offset = bytes.count
            // What cannot become a status line is refused at once, not after 64 KiB of it.
            if phase == .statusLine { try checkStart() }
            if headBytes + carry.count > Self.headLimit { throw FramingError.tooLong(limit: Self.headLimit) }
            return
        }
        let length = UnsafeRawPointer(found) - base
        offset += length + 1
        // Of a chunk's lines only extensions are counted, or a long body would exceed the limit.
        let isChunk = phase == .chunkSize || phase == .chunkEnd
        headBytes += max(0, length + 1 + carry.count - (isChunk ? Self.chunkLineLength : 0))
        if headBytes > Self.headLimit { throw FramingError.tooLong(limit: Self.headLimit) }
        if carry.isEmpty {
            try line(trimmingReturn(UnsafeRawBufferPointer(start: base, count: length)))
        } else {
            var whole: [UInt8] = []
            swap(&whole, &carry)
            whole.append(contentsOf: UnsafeRawBufferPointer(start: base, count: length))
            let result = whole.withUnsafeBytes { bytes in
                Result { () throws(FramingError) in try line(trimmingReturn(bytes)) }
            }
            try result.get()
            whole.removeAll(keepingCapacity: true)
            carry = whole
        }
    }

    /// A lone line feed ends a line too (RFC 9112 §2.2).
    @inline(__always)
    private func trimmingReturn(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        line.last == 0x0D ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
    }

    private func checkStart() throws(FramingError) {
        guard carry.starts(with: "HTTP/1.".utf8.prefix(carry.count)) || carry == [0x0D] else {
            throw FramingError.statusLine(found: excerpt(carry))
        }
    }

    @inline(__always)
    private mutating func line(_ line: UnsafeRawBufferPointer) throws(FramingError) {
        switch phase {
        case .headers:
            if line.isEmpty { try finishHead() } else { try header(line) }
        case .statusLine:
            // Empty lines before a status line are skipped, as servers that add one after a body exist.
            if !line.isEmpty { try statusLine(line) }
        case .chunkSize:
            remaining = try chunkSize(line)
            phase = remaining == 0 ? .trailers : .chunkData
        case .chunkEnd:
            guard line.isEmpty else { throw FramingError.chunk(found: excerpt(line)) }
            phase = .chunkSize
        case .trailers:
            if line.isEmpty { phase = .complete }
        case .fixedBody, .chunkData, .untilClose, .complete:
            break
        }
    }

    // MARK: Head

    private mutating func statusLine(_ line: UnsafeRawBufferPointer) throws(FramingError) {
        guard line.count >= 12, line.starts(with: "HTTP/1.".utf8), line[7] == 0x30 || line[7] == 0x31,
            line[8] == 0x20, line.count == 12 || line[12] == 0x20,
            let code = decimal(UnsafeRawBufferPointer(rebasing: line[9..<12])), code >= 100
        else { throw FramingError.statusLine(found: excerpt(line)) }
        status = Int(code)
        // HTTP/1.0 closes unless it says otherwise (RFC 9112 §9.3).
        isReusable = line[7] == 0x31
        isFinal = status >= 200
        if status == 101 { throw FramingError.switchedProtocol }
        if isFinal { sink.begin(status: status) }
        phase = .headers
    }

    private mutating func header(_ line: UnsafeRawBufferPointer) throws(FramingError) {
        if line[0] == 0x20 || line[0] == 0x09 { return }  // obsolete line folding, RFC 9112 §5.2
        guard let base = line.baseAddress, let colonAddress = memchr(base, 0x3A, line.count) else {
            throw FramingError.header(found: excerpt(line))
        }
        let colon = UnsafeRawPointer(colonAddress) - base
        guard colon > 0, line[colon - 1] != 0x20, line[colon - 1] != 0x09 else {
            throw FramingError.header(found: excerpt(line))
        }
        let name = UnsafeRawBufferPointer(start: base, count: colon)
        // Only three names bear on framing; their lengths tell them from nearly all others.
        if colon == 14 || colon == 17 || colon == 10 {
            try framing(name, UnsafeRawBufferPointer(rebasing: line[(colon + 1)...].trimmed))
        }
        if sink.wantsHeaders, isFinal {
            sink.header(name: name, value: UnsafeRawBufferPointer(rebasing: line[(colon + 1)...].trimmed))
        }
    }

    private mutating func framing(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(FramingError) {
        if equals(name, "content-length") {
            // A list of equal numbers counts as one (RFC 9112 §6.3).
            for item in value.split(separator: 0x2C, omittingEmptySubsequences: false) {
                guard let length = decimal(UnsafeRawBufferPointer(rebasing: item.trimmed)),
                    contentLength == nil || contentLength == length
                else { throw FramingError.contentLength(found: excerpt(value)) }
                contentLength = length
            }
            if value.isEmpty { throw FramingError.contentLength(found: "") }
        } else if equals(name, "transfer-encoding") {
            isTransferEncoded = true
            let last = value.split(separator: 0x2C).last.map { UnsafeRawBufferPointer(rebasing: $0.trimmed) }
            isChunked = last.map { equals($0, "chunked") } ?? false
        } else if equals(name, "connection") {
            for item in value.split(separator: 0x2C) {
                let token = UnsafeRawBufferPointer(rebasing: item.trimmed)
                if equals(token, "close") { isReusable = false }
                if equals(token, "keep-alive"), status != 0 { isReusable = true }
            }
        }
    }

    private mutating func finishHead() throws(FramingError) {
        guard isFinal else {
            resetHead()
            phase = .statusLine
            return
        }
        if isHead || status == 204 || status == 304 {
            phase = .complete
        } else if isTransferEncoded {
            // Both lengths at once smells of smuggling: read the chunks, then drop the connection (RFC 9112 §6.3).
            if contentLength != nil { isReusable = false }
            if isChunked { phase = .chunkSize } else { closeDelimited() }
        } else if let length = contentLength {
            remaining = length
            phase = length == 0 ? .complete : .fixedBody
        } else {
            closeDelimited()
        }
    }

    private mutating func closeDelimited() {
        phase = .untilClose
        isReusable = false
    }
}
