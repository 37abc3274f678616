/// What one user remembers of the answers it got, as a browser does: enough to revalidate and to stay away while
/// fresh. Bodies are not kept. `Vary`, `Expires` and heuristic freshness are not looked at.
struct UserCache {
    /// URLs remembered per user; the oldest is forgotten first.
    static let limit = 256

    struct Entry {
        var etag: [UInt8]?
        /// Nanoseconds of the monotonic clock until which no request is needed.
        var freshUntil: UInt64
    }

    /// What an answer's headers say about keeping it.
    struct Directives: Equatable {
        var etag: [UInt8]?
        var maxAge: UInt64?
        var age: UInt64 = 0
        var mustRevalidate = false
        var mustNotStore = false

        /// Reads `ETag`, `Age` and `Cache-Control` (RFC 9110 §8.8.3, RFC 9111 §5); other headers are ignored.
        mutating func read(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
            switch name.count {
            case 4 where equals(name, "etag"): etag = Array(value)
            case 3 where equals(name, "age"): age = decimal(value) ?? 0
            case 13 where equals(name, "cache-control"): readCacheControl(value)
            default: break
            }
        }

        private mutating func readCacheControl(_ value: UnsafeRawBufferPointer) {
            for item in value.split(separator: 0x2C) {
                let directive = UnsafeRawBufferPointer(rebasing: item.trimmed)
                if equals(directive, "no-store") {
                    mustNotStore = true
                } else if equals(directive, "no-cache") {
                    mustRevalidate = true
                } else if directive.count > 8,
                    equals(UnsafeRawBufferPointer(rebasing: directive[..<8]), "max-age=")
                {
                    maxAge = decimal(UnsafeRawBufferPointer(rebasing: directive[8...]))
                }
            }
        }
    }

    private var entries: [UInt64: Entry] = [:]
    private var order: [UInt64] = []
    private var oldest = 0

    func entry(_ url: UInt64) -> Entry? { entries[url] }

    /// Takes note of an answer with status 200 or 304 that arrived at `now`.
    mutating func store(_ url: UInt64, status: Int, _ directives: Directives, now: UInt64) {
        guard !directives.mustNotStore else {
            entries[url] = nil
            return
        }
        let fresh = directives.mustRevalidate ? 0 : (directives.maxAge ?? 0)
        let seconds = min(fresh > directives.age ? fresh - directives.age : 0, 31_536_000)
        let etag = directives.etag ?? (status == 304 ? entries[url]?.etag : nil)
        guard etag != nil || seconds > 0 else {
            entries[url] = nil
            return
        }
        let isNew =
            entries.updateValue(
                Entry(etag: etag, freshUntil: now &+ seconds &* 1_000_000_000), forKey: url) == nil
        if isNew { remember(url) }
    }

    /// Keeps URLs in the order they came in a ring, and drops the oldest when it is full.
    private mutating func remember(_ url: UInt64) {
        if order.count < Self.limit {
            order.append(url)
            return
        }
        if order[oldest] != url { entries[order[oldest]] = nil }
        order[oldest] = url
        oldest = (oldest + 1) % Self.limit
    }
}
