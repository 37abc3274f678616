import HoneCache

/// An entry and the generations under which it was stored.
struct StoredEntry: Sendable, Equatable {
    /// The entry.
    var entry: TierEntry
    /// The number of everything and the key's prefixes.
    var stateGeneration: UInt64
    /// The number of the key.
    var keyGeneration: UInt64
    /// The number of each of the entry's tags.
    var tagGenerations: [UInt64]
}

/// How entries are written into Redis, version 1. Numbers are big-endian:
///
///     "HON1"  storedAt 8  freshUntil 8  end 8  state 8  key 8  tags 2  { length 2, bytes, generation 8 } …  value
extension StoredEntry {
    private static let magic = Array("HON1".utf8)
    /// Bytes before the tags.
    private static let fixed = 4 + 5 * 8 + 2

    /// Its bytes; nil when it has more than 65,535 tags or one longer than that.
    func encoded() -> [UInt8]? {
        let lengths = entry.tags.map(\.utf8.count)
        guard lengths.count <= UInt16.max, lengths.allSatisfy({ $0 <= UInt16.max }),
            lengths.count == tagGenerations.count
        else { return nil }
        var bytes = StoredEntry.magic
        bytes.reserveCapacity(
            StoredEntry.fixed + lengths.reduce(0, +) + 10 * lengths.count + entry.value.count)
        for time in [entry.storedAt, entry.freshUntil, entry.end] { bytes.append(bigEndian: UInt64(bitPattern: time)) }
        bytes.append(bigEndian: stateGeneration)
        bytes.append(bigEndian: keyGeneration)
        bytes.append(bigEndian: UInt16(lengths.count))
        for (tag, generation) in zip(entry.tags, tagGenerations) {
            bytes.append(bigEndian: UInt16(tag.utf8.count))
            bytes.append(contentsOf: tag.utf8)
            bytes.append(bigEndian: generation)
        }
        bytes.append(contentsOf: entry.value)
        return bytes
    }

    /// Reads bytes back; nil when they are not what ``encoded()`` wrote.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        guard rest.count >= StoredEntry.fixed, rest.starts(with: StoredEntry.magic) else { return nil }
        rest = rest.dropFirst(4)
        guard let storedAt = rest.take(UInt64.self), let freshUntil = rest.take(UInt64.self),
            let end = rest.take(UInt64.self), let state = rest.take(UInt64.self), let key = rest.take(UInt64.self),
            let count = rest.take(UInt16.self)
        else { return nil }
        var tags: [String] = []
        var generations: [UInt64] = []
        for _ in 0..<count {
            guard let length = rest.take(UInt16.self), rest.count >= length,
                let tag = String(validating: rest.prefix(Int(length)), as: UTF8.self)
            else { return nil }
            rest = rest.dropFirst(Int(length))
            guard let generation = rest.take(UInt64.self) else { return nil }
            tags.append(tag)
            generations.append(generation)
        }
        entry = TierEntry(
            value: Array(rest), tags: tags, storedAt: Int64(bitPattern: storedAt),
            freshUntil: Int64(bitPattern: freshUntil), end: Int64(bitPattern: end))
        stateGeneration = state
        keyGeneration = key
        tagGenerations = generations
    }
}

extension [UInt8] {
    fileprivate mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}

extension ArraySlice<UInt8> {
    /// Takes a number off the front; nil when there are too few bytes.
    fileprivate mutating func take<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        let size = MemoryLayout<Number>.size
        guard count >= size else { return nil }
        defer { self = dropFirst(size) }
        return prefix(size).reduce(0) { $0 << 8 | Number($1) }
    }
}
