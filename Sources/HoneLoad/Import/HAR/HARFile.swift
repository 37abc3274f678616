import HoneCore

/// The requests of a HAR file (HTTP Archive 1.2), as the developer tools of browsers save it.
package struct HARFile: Sendable {
    /// One request and its answer.
    package struct Entry: Sendable {
        /// The request method.
        package var method: String
        /// The absolute URL.
        package var url: String
        /// Request headers as they were sent.
        package var headers: [Scenario.Header]
        /// The request body, if it was text.
        package var body: String?
        /// The body's media type; empty if it is not known.
        package var bodyType: String
        /// The status of the answer; 0 when there was none.
        package var status: Int
        /// The answer's media type; empty if it is not known.
        package var type: String
        /// What the browser asked for, such as `image`; only Chromium says.
        package var resourceType: String
        /// When it was sent, seconds since 1970; nil if the file does not say.
        package var start: Double?
        /// Seconds until its answer was complete.
        package var duration: Double
        /// Whether the browser's own cache answered, so that nothing was sent.
        package var isFromCache: Bool
        /// Whether it carried cookies.
        package var hasCookies: Bool
        /// The answer, if it is text of at most 1 MiB.
        package var answer: String?
    }

    /// In the order of the file.
    package var entries: [Entry] = []
    /// Entries without a request that could be read.
    package var unreadable = 0

    /// - Throws: ``ImportError`` when the bytes are not a HAR file.
    package init(_ bytes: [UInt8]) throws(ImportError) {
        let remedy = "save one again with \"Save all as HAR\" in the network panel of the browser's developer tools"
        let root: JSONNode
        do throws(JSONNode.Malformed) {
            root = try JSONNode(parsing: bytes)
        } catch {
            throw ImportError("HAR file", found: "is no JSON (\(error))", remedy: remedy)
        }
        guard case .array(let nodes)? = root["log"]?["entries"] else {
            throw ImportError("HAR file", found: "has no list log.entries", remedy: remedy)
        }
        for node in nodes {
            if let entry = Entry(node) { entries.append(entry) } else { unreadable += 1 }
        }
    }
}

extension HARFile.Entry {
    fileprivate init?(_ node: JSONNode) {
        guard let request = node["request"], let method = request["method"]?.string, let url = request["url"]?.string,
            !method.isEmpty
        else { return nil }
        let response = node["response"]
        let content = response?["content"]
        self.method = method.uppercased()
        self.url = url
        headers = (request["headers"]?.elements ?? []).compactMap { header in
            guard let name = header["name"]?.string, let value = header["value"]?.string else { return nil }
            return .init(name, String(value.trimmed))
        }
        bodyType = request["postData"]?["mimeType"]?.string ?? ""
        body = Self.body(request["postData"])
        status = response?["status"]?.number.flatMap { Int(exactly: $0) } ?? 0
        type = content?["mimeType"]?.string ?? ""
        resourceType = node["_resourceType"]?.string ?? ""
        start = node["startedDateTime"]?.string.flatMap(Timestamp.iso8601)
        duration = max(0, (node["time"]?.number ?? 0) / 1000)
        isFromCache = node["_fromCache"]?.string != nil
        hasCookies =
            !(request["cookies"]?.elements ?? []).isEmpty || headers.contains { $0.name.lowercased() == "cookie" }
        if let text = content?["text"]?.string, content?["encoding"]?.string == nil, text.utf8.count <= 1 << 20 {
            answer = text
        }
    }

    /// The text, or the parameters of a form where a file has only them.
    private static func body(_ post: JSONNode?) -> String? {
        guard let post else { return nil }
        if let text = post["text"]?.string, !text.isEmpty { return text }
        let pairs = (post["params"]?.elements ?? []).compactMap { param -> String? in
            guard let name = param["name"]?.string else { return nil }
            let value = param["value"]?.string ?? ""
            return "\(PercentCoding.encoded(component: name))=\(PercentCoding.encoded(component: value))"
        }
        return pairs.isEmpty ? nil : pairs.joined(separator: "&")
    }
}
