/// Reads a trace, part by part and in bounded memory: a recording of
/// ``Cache/record(to:rate:maximumBytes:queueCapacity:)`` or text with a key on each line. Of a trace with more requests
/// than are kept, those of fewer and fewer keys are.
public struct CacheTraceReader {
    /// A file is not a trace, or not one that can be simulated.
    public enum Refusal: Error, Sendable, Equatable {
        /// It has no request.
        case empty
        /// It is no text. `isGzip`: it is compressed.
        case binary(isGzip: Bool)
        /// A line is too long to be a key.
        case longLine(number: Int)
        /// A recording has a line that is none of a recording.
        case malformed(line: Int)
        /// A recording of a later version of Hone.
        case newer(version: Int)
        /// So few keys make up nearly all requests that none was left of them in the memory that was allowed.
        case nothingKept
    }

    /// The longest key of a text, in bytes.
    public static let longestKey = 64 << 10

    private struct Stored {
        var weight = 0
        var ttl = CacheTrace.endless
    }

    private enum Kind { case unknown, keys, recording }

    private let maximumRequests: Int
    private var kind = Kind.unknown
    private var rest: [UInt8] = []
    private var lines = 0
    private var header: TraceHeader?
    private var sampling = SpatialSampling(rate: 1)
    private var hashes: [UInt64] = []
    private var times: [UInt32] = []
    private var stored: [UInt64: Stored] = [:]
    private var milliseconds: UInt64 = 0
    private var textRequests = 0
    private var totals: (requests: Int, misses: Int, dropped: Int)?
    private var endReason: String?
    private var isTruncated = false

    /// - Parameter maximumRequests: how many requests are kept at most, some 40 bytes each; at least 1,000.
    public init(maximumRequests: Int = 2_000_000) { self.maximumRequests = max(1_000, maximumRequests) }

    /// Takes in the next bytes of the file.
    /// - Throws: ``Refusal``
    public mutating func add(_ bytes: [UInt8]) throws(Refusal) {
        if kind == .unknown {
            rest += bytes
            guard rest.count >= 4_096 else { return }
            try begin()
            return
        }
        try split(bytes)
    }

    /// What was read.
    /// - Throws: ``Refusal``
    public mutating func finish() throws(Refusal) -> CacheTrace {
        if kind == .unknown { try begin() }
        if !rest.isEmpty {
            // A recording whose app was killed may end within a line.
            if kind == .recording, header != nil { isTruncated = true } else { try add(line: rest[...]) }
            rest = []
        }
        let all = requests
        guard all > 0 else { throw .empty }
        guard !hashes.isEmpty else { throw .nothingKept }
        return trace(requests: all)
    }

    /// All requests so far, kept or not.
    private var requests: Int {
        guard let header else { return textRequests }
        // Without the recording's own count, as when it was killed at once: what was kept stands for all.
        return totals.map { max($0.requests, hashes.count) }
            ?? CacheTrace.count((Double(textRequests) / header.rate).rounded(.down))
    }

    private func trace(requests: Int) -> CacheTrace {
        let keys = KeyTrace(hashes)
        var trace = CacheTrace(keys: keys, rate: (header?.rate ?? 1) * sampling.rate / startRate, requests: requests)
        guard let header else { return trace }
        trace.name = header.name
        trace.capacity = header.capacity
        trace.misses = totals.map { min($0.misses, CacheTrace.most) }
        trace.dropped = CacheTrace.count(Double(totals?.dropped ?? 0) * sampling.rate / startRate)
        trace.seconds = Double(milliseconds) / 1_000
        trace.endedAtLimit = endReason == "limit"
        trace.isCutOff = endReason == nil || isTruncated
        trace.times = times
        trace.weights = Array(repeating: 0, count: keys.distinctKeys)
        trace.ttls = Array(repeating: CacheTrace.endless, count: keys.distinctKeys)
        for (hash, key) in zip(hashes, keys.keys) {
            guard let known = stored[hash] else { continue }
            trace.weights[key] = known.weight
            trace.ttls[key] = known.ttl
        }
        return trace
    }

    /// The rate that the hashes of the file were sampled with already.
    private var startRate: Double { header?.rate ?? 1 }

    // MARK: Lines

    /// Tells by its beginning what the file is.
    private mutating func begin() throws(Refusal) {
        guard !rest.isEmpty else { throw .empty }
        if rest.starts(with: [0x1F, 0x8B]) { throw .binary(isGzip: true) }
        let isText = rest.prefix(4_096).allSatisfy { $0 >= 0x20 || $0 == 9 || $0 == 10 || $0 == 13 }
        guard isText else { throw .binary(isGzip: false) }
        kind = rest.starts(with: TraceHeader.magic.utf8) ? .recording : .keys
        let bytes = rest
        rest = []
        try split(bytes)
    }

    private mutating func split(_ bytes: [UInt8]) throws(Refusal) {
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if rest.isEmpty {
                try add(line: bytes[start..<end])
            } else {
                rest += bytes[start..<end]
                let line = rest
                rest.removeAll(keepingCapacity: true)
                try add(line: line[...])
            }
            start = end + 1
        }
        rest += bytes[start...]
        if rest.count > Self.longestKey { throw .longLine(number: lines + 1) }
    }

    private mutating func add(line: ArraySlice<UInt8>) throws(Refusal) {
        lines += 1
        guard line.count <= Self.longestKey else { throw .longLine(number: lines) }
        guard kind == .recording else { return try add(key: line) }
        guard header != nil else { return try read(header: line) }
        guard let line = TraceLine(line) else { throw .malformed(line: lines) }
        switch line {
        case .request(let since, let hash):
            milliseconds = min(milliseconds &+ since, UInt64(UInt32.max))
            textRequests += 1
            keep(hash)
        case .store(let since, let hash, let weight, let ttl):
            milliseconds = min(milliseconds &+ since, UInt64(UInt32.max))
            if sampling.keeps(hash) {
                stored[hash] = Stored(weight: weight, ttl: ttl ?? CacheTrace.endless)
                shrink()
            }
        case .totals(let requests, let misses, let dropped): totals = (requests, misses, dropped)
        case .end(let reason): endReason = reason
        }
    }

    private mutating func read(header line: ArraySlice<UInt8>) throws(Refusal) {
        do throws(TraceHeader.Refusal) {
            let read = try TraceHeader(line: String(decoding: line, as: UTF8.self))
            header = read
            sampling = SpatialSampling(rate: read.rate)
        } catch {
            switch error {
            case .newer(let version): throw .newer(version: version)
            case .malformed, .notATrace: throw .malformed(line: 1)
            }
        }
    }

    private mutating func add(key line: ArraySlice<UInt8>) throws(Refusal) {
        var key = line
        if key.last == UInt8(ascii: "\r") { key = key.dropLast() }
        guard !key.isEmpty else { return }
        guard !key.contains(0) else { throw .binary(isGzip: false) }
        textRequests += 1
        keep(SpatialSampling.hash(key))
    }

    // MARK: Keeping

    private mutating func keep(_ hash: UInt64) {
        guard sampling.keeps(hash) else { return }
        hashes.append(hash)
        if header != nil { times.append(UInt32(milliseconds)) }
        shrink()
    }

    /// Keeps half of the keys, and half of them again, until there is room.
    private mutating func shrink() {
        while hashes.count > maximumRequests || stored.count > maximumRequests {
            sampling = SpatialSampling(rate: sampling.rate / 2)
            let keptNow = hashes.map(sampling.keeps)
            if header != nil { times = zip(times, keptNow).compactMap { $1 ? $0 : nil } }
            hashes = zip(hashes, keptNow).compactMap { $1 ? $0 : nil }
            stored = stored.filter { sampling.keeps($0.key) }
        }
    }
}
