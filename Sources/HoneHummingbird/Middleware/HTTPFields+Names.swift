import HTTPTypes

extension HTTPFields {
    static let age = HTTPField.Name("Age")
    static let cacheStatus = HTTPField.Name("Cache-Status")
    static let cacheGroups = HTTPField.Name("Cache-Groups")
    static let cacheGroupInvalidation = HTTPField.Name("Cache-Group-Invalidation")
    private static let surrogateControl = HTTPField.Name("Surrogate-Control")
    static let pragma = HTTPField.Name("Pragma")
    static let contentLocation = HTTPField.Name("Content-Location")
    /// The conditions of a read.
    static let ofCondition: [HTTPField.Name] = [.ifNoneMatch, .ifModifiedSince]
    private static let ofConnection = [
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Transfer-Encoding", "Upgrade",
    ]
    .compactMap { HTTPField.Name($0) }

    /// What is true of a body as it is packed, or is not: `Content-Digest` of the bytes sent and `Repr-Digest` of the
    /// representation, which a coding is part of (RFC 9530 §2, §3), and the two before them (RFC 3230, RFC 1864).
    private static let ofPackedBytes = ["Content-Digest", "Repr-Digest", "Digest", "Content-MD5"]
        .compactMap { HTTPField.Name($0) }

    /// Takes out the digests of a body that is packed otherwise from now on.
    mutating func removeDigests() {
        for name in Self.ofPackedBytes where contains(name) { self[name] = nil }
    }

    /// Those of the digests that are of the bytes sent, so that a part has others than the whole: the rest are of the
    /// whole representation, whatever part of it is sent (RFC 9530 §2, §3).
    private static let ofContent = ["Content-Digest", "Content-MD5"].compactMap { HTTPField.Name($0) }

    /// Takes out the digests of the bytes sent, for a part of them.
    mutating func removeDigestsOfContent() {
        for name in Self.ofContent where contains(name) { self[name] = nil }
    }

    /// Takes out what says of a representation which it is and how long it may be stored, and forbids to: for an error
    /// that is answered in its place, and would otherwise be stored for all who ask for it.
    mutating func becomeRefusal() {
        removeDigests()
        let ofRepresentation: [HTTPField.Name] = [.contentType, .eTag, .lastModified, .expires]
        for name in ofRepresentation where contains(name) { self[name] = nil }
        // Those for other caches stand before Cache-Control (RFC 9213 §2.2).
        for name in map(\.name) where name.canonicalName.hasSuffix("-cache-control") { self[name] = nil }
        if let name = Self.surrogateControl { self[name] = nil }
        self[.cacheControl] = "no-store"
    }

    /// The value of a field; cheap when there is none.
    func value(_ name: HTTPField.Name) -> String? { contains(name) ? self[name] : nil }

    /// Takes out what holds for one connection (RFC 9111 §3.1) and for one answer.
    mutating func removeFieldsOfConnection() {
        let named = value(.connection)?.split { $0 == "," || $0 == " " }.compactMap { HTTPField.Name(String($0)) }
        for name in Self.ofConnection + (named ?? []) { self[name] = nil }
        if let age = Self.age { self[age] = nil }
    }

    /// Takes fields out and gives them.
    @discardableResult
    mutating func removeFields(named names: [String]) -> HTTPFields {
        var removed = HTTPFields()
        for name in names {
            guard let name = HTTPField.Name(name), contains(name) else { continue }
            removed[fields: name] = self[fields: name]
            self[name] = nil
        }
        return removed
    }
}
