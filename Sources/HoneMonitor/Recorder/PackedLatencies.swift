/// The latencies of a slice of time in a few dozen bytes, with a bound: the distance from one bucket that is
/// not empty to the next and the count, each in as few bytes as it takes (seven bits a byte, the lowest first). Where
/// that is too long, neighbours are counted together: two, four, … of them, as the first byte says.
struct PackedLatencies: Sendable {
    /// Of a slice: with the array's own header, 90 of these are 17 kB an endpoint.
    static let maximumBytes = 152
    /// The most neighbours that are counted together: then even counts of four bytes each fit, whatever their spread.
    static let mostTogether = 64

    private(set) var bytes: [UInt8] = []

    /// Nothing was counted.
    var isEmpty: Bool { bytes.isEmpty }

    /// Forgets everything.
    mutating func reset() { bytes = [] }

    /// Packs counts per bucket of ``LatencyScale``, into an array that is no larger than it has to be.
    /// - Parameters:
    ///   - range: where counts are that are not 0, as `LatencyScale.buckets` gives it.
    ///   - limit: the most bytes, a few more for the last count; at least ``maximumBytes``.
    mutating func pack(_ counts: [UInt32], _ range: Range<Int>, limit: Int = Self.maximumBytes) {
        var packed: [UInt8] = []
        packed.reserveCapacity(limit + 16)
        counts.withUnsafeBufferPointer { counts in
            var shift = 0
            while !Self.write(counts, range, shift: shift, limit: limit, to: &packed) { shift += 1 }
        }
        bytes = packed.withUnsafeBufferPointer { Array($0) }
    }

    /// Adds what is packed to counts per bucket. What was counted together falls in the middle.
    func add(to counts: inout [UInt32]) {
        counts.withUnsafeMutableBufferPointer { counts in
            bytes.withUnsafeBufferPointer { bytes in
                guard let shift = bytes.first, let last = counts.indices.last else { return }
                if shift == 0 {
                    Self.add(bytes, to: counts)
                } else {
                    let middle = (1 << Int(shift)) / 2
                    var at = 1
                    var bucket = -1
                    while at < bytes.count {
                        bucket &+= Int(Self.number(bytes, &at)) &+ 1
                        counts[min(bucket << Int(shift) &+ middle, last)] &+= Self.number(bytes, &at)
                    }
                }
            }
        }
    }

    /// Each bucket for itself: what a snapshot does most, ninety times for each endpoint.
    @inline(__always)
    private static func add(_ bytes: UnsafeBufferPointer<UInt8>, to counts: UnsafeMutableBufferPointer<UInt32>) {
        var at = 1
        var bucket = -1
        while at &+ 1 < bytes.count {
            // Most distances and counts are below 128, a byte each.
            let (distance, count) = (bytes[at], bytes[at &+ 1])
            if (distance | count) & 0x80 == 0 {
                at &+= 2
                bucket &+= Int(distance) &+ 1
                counts[bucket] &+= UInt32(count)
            } else {
                bucket &+= Int(number(bytes, &at)) &+ 1
                counts[bucket] &+= number(bytes, &at)
            }
        }
    }

    private static func write(
        _ counts: UnsafeBufferPointer<UInt32>, _ range: Range<Int>, shift: Int, limit: Int, to bytes: inout [UInt8]
    ) -> Bool {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(UInt8(shift))
        var last = -1
        var at = range.lowerBound
        while at < range.upperBound {
            let end = min(at + 1 << shift, range.upperBound)
            var sum: UInt32 = 0
            for index in at..<end { sum &+= counts[index] }
            if sum > 0 {
                let bucket = at >> shift
                append(UInt32(bucket - last - 1), to: &bytes)
                append(sum, to: &bytes)
                last = bucket
                // All in one bucket always fits.
                if bytes.count > limit { return false }
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
        var value: UInt32 = 0
        var bits: UInt32 = 0
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
