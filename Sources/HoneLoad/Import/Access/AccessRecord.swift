/// One request as an access log tells of it.
struct AccessRecord: Equatable {
    /// Seconds since 1970.
    var time: Double
    /// Who sent it: a 64-bit FNV-1a hash of address and user agent. Two of a million clients share one with a
    /// probability below 10⁻⁷.
    var client: UInt64
    var method: String
    /// Path and query as logged, with the log's own escapes undone.
    var path: String
    var status: Int

    /// Request targets longer than this are not read; browsers and servers refuse most of them anyway.
    static let longestPath = 1_024

    /// From 1970 to the end of the year 9999: nothing else is a time that a log was written at.
    private static let times = 0.0..<253_402_300_800

    /// Reads a line of a log in Apache's common or combined format (nginx's `combined` is the same; fields after it and
    /// a virtual host before it may be there), or of Caddy in JSON.
    /// - Returns: nil when it is none of these.
    init?(_ line: ArraySlice<UInt8>) {
        if line.first == 0x7B { self.init(caddy: line) } else { self.init(common: line) }
        guard Self.times.contains(time) else { return nil }
    }

    private init?(common line: ArraySlice<UInt8>) {
        guard let open = line.firstIndex(of: 0x5B), let close = line[open...].firstIndex(of: 0x5D),
            let time = Timestamp.log(line[(open + 1)..<close])
        else { return nil }
        let fields = line[..<open].split(separator: 0x20)
        guard fields.count >= 3 else { return nil }
        // A virtual host before the address: `example.org:443 192.0.2.1 - - [`.
        let address = fields.count > 3 && fields[1] != [0x2D] && fields[0].contains(0x3A) ? fields[1] : fields[0]
        var rest = line[(close + 1)...]
        guard let request = Self.quoted(&rest) else { return nil }
        let words = request.split(separator: 0x20)
        rest = rest.drop { $0 == 0x20 }
        let code = rest.prefix { $0 != 0x20 }
        guard (2...3).contains(words.count), words[0].allSatisfy({ (0x41...0x5A).contains($0) }), code.count == 3,
            let status = Int(String(decoding: code, as: UTF8.self)), let path = Self.path(words[1])
        else { return nil }
        _ = Self.quoted(&rest)
        let agent = Self.quoted(&rest) ?? []
        self.time = time
        self.status = status
        self.path = path
        method = String(decoding: words[0], as: UTF8.self)
        client = Self.hash(address, agent[...])
    }

    /// The next text in double quotes, its escapes undone; moves `rest` behind it.
    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let start = rest.firstIndex(of: 0x22) else { return nil }
        var text: [UInt8] = []
        var index = start + 1
        while index < rest.endIndex {
            let byte = rest[index]
            index += 1
            if byte == 0x22 {
                rest = rest[index...]
                return text
            }
            guard byte == 0x5C, index < rest.endIndex else {
                text.append(byte)
                continue
            }
            // nginx writes \x22 and Apache \" for a quote, both \x.. for what cannot be printed.
            if rest[index] == 0x78, index + 2 < rest.endIndex,
                let value = UInt8(String(decoding: rest[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                text.append(value)
                index += 3
            } else {
                text.append(rest[index])
                index += 1
            }
        }
        return nil
    }

    /// The path of a request target in origin form or absolute form (RFC 9112 §3.2).
    static func path(_ target: some Collection<UInt8>) -> String? {
        guard target.count <= longestPath else { return nil }
        let text = String(decoding: target, as: UTF8.self)
        if text.hasPrefix("/") { return text }
        return (try? ParsedURL(text, field: ""))?.path
    }

    static func hash(_ address: some Sequence<UInt8>, _ agent: some Sequence<UInt8>) -> UInt64 {
        var hash = FNV1a()
        hash.combine(address)
        hash.combine(CollectionOfOne(0))
        hash.combine(agent)
        return hash.value
    }
}

extension AccessRecord {
    /// A line of Caddy 2's access log in its default encoding
    /// (https://caddyserver.com/docs/caddyfile/directives/log).
    private init?(caddy line: ArraySlice<UInt8>) {
        guard let node = try? JSONNode(parsing: Array(line)), let request = node["request"],
            let method = request["method"]?.string, let uri = request["uri"]?.string,
            let status = node["status"]?.number.flatMap({ Int(exactly: $0) }), let path = Self.path(uri.utf8),
            let time = node["ts"].flatMap({ $0.number ?? $0.string.flatMap(Timestamp.iso8601) })
        else { return nil }
        let address = request["client_ip"] ?? request["remote_ip"] ?? request["remote_addr"]
        let agent = request["headers"]?["User-Agent"]?.elements.first
        self.time = time
        self.method = method
        self.path = path
        self.status = status
        client = Self.hash((address?.string ?? "").utf8, (agent?.string ?? "").utf8)
    }
}
