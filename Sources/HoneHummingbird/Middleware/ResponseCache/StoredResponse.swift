import HTTPTypes
import HoneHTTP
import Hummingbird
import NIOCore

/// A response in the cache, with all that deciding on it takes worked out.
final class StoredResponse: Sendable {
    let status: HTTPResponse.Status
    /// Without those of one connection and those that speak to this cache alone.
    let fields: HTTPFields
    /// Those that speak to this cache alone: a 304 without them leaves them as they are (RFC 9111 §3.2).
    let targeted: HTTPFields
    let body: ByteBuffer
    /// Its directives; without its fields, which are above.
    let caching: ResponseCaching
    let vary: Vary
    /// What of the request it depends on; see `Vary.key`.
    let variant: String
    /// How long it is fresh, in seconds from when it was made.
    let lifetime: Int
    let entityTag: EntityTag?
    let groups: [String]
    /// How old it was when it came, in seconds.
    let initialAge: Int
    private let storedAt: UInt64

    /// - Parameters:
    ///   - caching: what the response says, from all its fields.
    ///   - storedAt: the time it was received, in nanoseconds of the cache's clock.
    init(
        _ response: Response, body: ByteBuffer, caching: ResponseCaching, lifetime: Int, age: Int, storedAt: UInt64,
        variant: String, targets: [String]
    ) {
        status = response.status
        var fields = response.headers
        targeted = fields.removeFields(named: targets)
        fields.removeFieldsOfConnection()
        fields[.contentLength] = String(body.readableBytes)
        self.fields = fields
        // A compressed body lies in a buffer that was made for the whole.
        self.body =
            body.storageCapacity > body.readableBytes + body.readableBytes / 8 + 1_024
            ? ByteBuffer(bytes: body.readableBytesView) : body
        var slim = ResponseCaching(status: response.status.code, fields: [:])
        slim.cacheControl = caching.cacheControl
        self.caching = slim
        vary = Vary(caching.fields["Vary"])
        self.variant = variant
        self.lifetime = lifetime
        entityTag = fields.value(.eTag).flatMap { EntityTag(parsing: $0) }
        groups = HTTPFields.cacheGroups.flatMap { fields.value($0) }.flatMap { CacheGroups(parsing: $0)?.names } ?? []
        initialAge = age
        self.storedAt = storedAt
    }

    /// Its age in seconds at a time of the cache's clock.
    func age(at now: UInt64) -> Int { initialAge + Int((now - min(now, storedAt)) / 1_000_000_000) }

    /// Whether it can be asked whether it is still good.
    var hasValidator: Bool { entityTag != nil || fields.contains(.lastModified) }

    /// About the memory that it takes, in bytes.
    var weight: Int {
        // Its key ends in a hash of the variant, and its groups are among the fields.
        let texts = groups.reduce(variant.utf8.count) { $0 + $1.utf8.count + 32 }
        return (Array(fields) + Array(targeted)).reduce(body.readableBytes + texts + 512) {
            $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 96
        }
    }
}

extension HeaderFields {
    /// Those of a response's fields that caching depends on.
    init(caching fields: HTTPFields, targets: [String]) {
        self.init()
        let names =
            ["Cache-Control", "Expires", "Date", "Age", "Last-Modified", "ETag", "Vary", "Set-Cookie"] + targets
        for name in names {
            guard let fieldName = HTTPField.Name(name), fields.contains(fieldName) else { continue }
            for value in fields[values: fieldName] { append(name: name, value: value) }
        }
    }
}
