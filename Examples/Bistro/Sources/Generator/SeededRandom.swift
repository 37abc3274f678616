/// A small random source that gives the same numbers for the same seed on every machine and version.
///
/// SplitMix64 (Steele, Lea, Flood 2014). Not `RandomNumberGenerator`: how the standard library turns its
/// bits into a range is not promised to stay.
struct SeededRandom: Sendable {
    private var state: UInt64

    /// A source for this seed and this stream, so that adding a table does not move the others' numbers.
    init(seed: UInt64, stream: UInt64 = 0) {
        state = seed &+ stream &* 0x9e37_79b9_7f4a_7c15
        _ = next()
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    /// A whole number in `0..<count`.
    mutating func below(_ count: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// A whole number in `range`.
    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// A fraction in `0..<1`.
    mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// One of the elements, each as likely; the collection is not empty.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// The elements in another order (Fisher–Yates).
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for index in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(index, below(index + 1)) }
        return result
    }
}

/// Draws indices `0..<count` where the one at place k is drawn in proportion to 1 / (k + 1)^exponent
/// (Zipf's law): a few are drawn most of the time, as chefs are booked.
struct SkewedChoice: Sendable {
    private let cumulative: [Double]

    init(count: Int, exponent: Int = 1) {
        var total = 0.0
        cumulative = (0..<count).map { place in
            var weight = 1.0
            for _ in 0..<exponent { weight /= Double(place + 1) }
            total += weight
            return total
        }
    }

    /// An index; O(log count).
    func draw(from random: inout SeededRandom) -> Int {
        let target = random.fraction() * (cumulative.last ?? 0)
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
