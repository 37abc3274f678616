/// How often keys were asked for of late, about: a count-min sketch of counters up to 15 that are halved when ten
/// requests for each entry of the cache were counted (Einziger, Friedman and Manes, "TinyLFU: A highly efficient cache
/// admission policy", ACM Transactions on Storage 13(4), 2017).
struct FrequencySketch {
    private var counters: [UInt8]
    private let mask: Int
    private let sampleSize: Int
    private var counted = 0

    init(capacity: Int) {
        var width = 16
        while width < capacity * 4 { width *= 2 }
        counters = Array(repeating: 0, count: width * 4)
        mask = width - 1
        sampleSize = max(10, capacity * 10)
    }

    private func place(_ row: Int, _ key: Int) -> Int {
        var mixed = (UInt64(key) &+ 1) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(row) &* 0xD1B5_4A32_D192_ED03
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return row * (mask + 1) + Int(truncatingIfNeeded: (mixed ^ (mixed >> 31)) >> 8) & mask
    }

    mutating func record(_ key: Int) {
        for row in 0..<4 {
            let place = place(row, key)
            if counters[place] < 15 { counters[place] += 1 }
        }
        counted += 1
        guard counted >= sampleSize else { return }
        for index in counters.indices { counters[index] /= 2 }
        counted /= 2
    }

    func frequency(of key: Int) -> UInt8 {
        (0..<4).map { counters[place($0, key)] }.min() ?? 0
    }
}
