/// The latencies of a slice of time in a few dozen bytes, at most ``maximumBytes``: the distance from one bucket that is
/// not empty to the next and the count, each in as few bytes as it takes (seven bits a byte, the lowest first). Where
/// that is too long, neighbours are counted together: two, four, … of them, as the first byte says.
struct PackedLatencies: Sendable {
    /// With the array's own header, 90 slices of these are 21 kB an endpoint.
    static let maximumBytes = 208

    private(set) var bytes: [UInt8] = []

    /// Nothing was counted.
    var isEmpty: Bool { bytes.isEmpty }

    /// Forgets everything.
    mutating func reset() { bytes = [] }

    /// Packs counts per bucket of ``LatencyScale``, into an array that is no larger than it has to be.
    mutating func pack(_ counts: [UInt32]) {
        var packed: [UInt8] = []
        packed.reserveCapacity(Self.maximumBytes + 16)
        var shift = 0
        while !Self.write(counts, shift: shift, to: &packed) { shift += 1 }
        bytes = packed.withUnsafeBufferPointer { Array($0) }
    }

    /// Adds what is packed to counts per bucket. What was counted together falls in the middle.
    func add(to counts: inout [UInt32]) {
        guard let shift = bytes.first.map(Int.init) else { return }
        let middle = (1 << shift) / 2
        let last = counts.count - 1
        counts.withUnsafeMutableBufferPointer { counts in
            bytes.withUnsafeBufferPointer { bytes in
                var at = 1
                var bucket = -1
                while at < bytes.count {
                    bucket &+= Int(Self.number(bytes, &at)) &+ 1
                    counts[min(bucket << shift &+ middle, last)] &+= Self.number(bytes, &at)
                }
            }
        }
    }

    private static func write(_ counts: [UInt32], shift: Int, to bytes: inout [UInt8]) -> Bool {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(UInt8(shift))
        var last = -1
        var at = 0
        while at < counts.count {
            let end = min(at + 1 << shift, counts.count)
            var sum: UInt32 = 0
            for index in at..<end { sum &+= counts[index] }
            if sum > 0 {
                let bucket = at >> shift
                append(UInt32(bucket - last - 1), to: &bytes)
                append(sum, to: &bytes)
                last = bucket
                // All in one bucket always fits.
                if bytes.count > maximumBytes { return false }
            }
            at = end
        }
        return true
    }

    private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    @inline(__always)
    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> UInt32 {
        guard at < bytes.count else { return 0 }
        let first = bytes[at]
        at &+= 1
        // Most are below 128.
        guard first & 0x80 != 0 else { return UInt32(first) }
        var value = UInt32(first & 0x7F)
        var bits: UInt32 = 7
        while at < bytes.count {
            let byte = bytes[at]
            at &+= 1
            value |= UInt32(byte & 0x7F) << bits
            guard byte & 0x80 != 0 else { break }
            bits += 7
        }
        return value
    }
}
