import Testing

@testable import HoneHTTP

/// The hash behind entity tags: stable, and spread well enough that two bodies never meet.
struct ContentHashTests {
    /// Every prefix and every single-bit change of a body has a hash of its own, in both halves.
    @Test func nearbyBodiesDiffer() {
        var whole = Set<ContentHash>()
        var high = Set<UInt64>()
        var low = Set<UInt64>()
        var count = 0
        func insert(_ bytes: [UInt8]) {
            let hash = ContentHash(bytes)
            whole.insert(hash)
            high.insert(hash.high)
            low.insert(hash.low)
            count += 1
        }
        let body = Bodies.json(bytes: 300)
        for length in 0...body.count { insert(Array(body.prefix(length))) }
        for bit in 0..<body.count * 8 {
            var changed = body
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            insert(changed)
        }
        #expect(whole.count == count)
        #expect(high.count == count)
        #expect(low.count == count)
    }

    @Test func zeroBytesCount() {
        let hashes = Set((0..<500).map { ContentHash([UInt8](repeating: 0, count: $0)) })
        #expect(hashes.count == 500)
    }

    @Test func wordsThatChangePlacesChangeTheHash() {
        let words = (0..<24).map { index in [UInt8](repeating: UInt8(index + 1), count: 8) }
        var seen: Set<ContentHash> = [ContentHash(words.flatMap { $0 })]
        var count = 1
        for a in 0..<24 {
            for b in (a + 1)..<24 {
                var swapped = words
                swapped.swapAt(a, b)
                seen.insert(ContentHash(swapped.flatMap { $0 }))
                count += 1
            }
        }
        #expect(seen.count == count)
    }

    /// Flipping one bit of the body flips about half of the hash's.
    @Test func everyBitSpreads() {
        let body = Bodies.json(bytes: 200)
        let base = ContentHash(body)
        var flipped = 0
        for bit in 0..<body.count * 8 {
            var changed = body
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let hash = ContentHash(changed)
            let distance = (hash.high ^ base.high).nonzeroBitCount + (hash.low ^ base.low).nonzeroBitCount
            #expect((30...98).contains(distance), "bit \(bit): \(distance)")
            flipped += distance
        }
        let average = Double(flipped) / Double(body.count * 8)
        #expect((62...66).contains(average), "\(average) of 128")
    }

    @Test func hexadecimalIsBothHalvesInFull() {
        let hash = ContentHash([1, 2, 3])
        let text = hash.hexadecimal
        #expect(text.count == 32)
        #expect(UInt64(text.prefix(16), radix: 16) == hash.high)
        #expect(UInt64(text.suffix(16), radix: 16) == hash.low)
    }

    /// Alignment does not matter.
    @Test func slicesHashAsTheirCopies() {
        let body = Bodies.noise(bytes: 100)
        for start in 0..<16 {
            let slice = body.withUnsafeBytes { ContentHash(UnsafeRawBufferPointer(rebasing: $0[start...])) }
            #expect(slice == ContentHash(Array(body[start...])))
        }
    }
}
