/// A baseline JPEG encoder (ITU-T T.81), colours not subsampled: enough to make pictures of a real size.
struct JPEGEncoder {
    private let luminance: [Int]
    private let chrominance: [Int]
    private var output: [UInt8] = []
    private var pending: UInt32 = 0
    private var pendingBits: UInt32 = 0

    /// - Parameter quality: 1 to 100, as the Independent JPEG Group scales the tables of Annex K.
    init(quality: Int) {
        let scale = quality < 50 ? 5000 / quality : 200 - 2 * quality
        func scaled(_ table: [Int]) -> [Int] { table.map { min(255, max(1, ($0 * scale + 50) / 100)) } }
        luminance = scaled(JPEGTables.luminance)
        chrominance = scaled(JPEGTables.chrominance)
    }

    /// The file of a picture.
    mutating func encode(_ canvas: Canvas) -> [UInt8] {
        output = [0xff, 0xd8]
        writeHeaders(width: canvas.width, height: canvas.height)
        var last = [0, 0, 0]
        for top in stride(from: 0, to: canvas.height, by: 8) {
            for left in stride(from: 0, to: canvas.width, by: 8) {
                let planes = canvas.block(left: left, top: top)
                for component in 0..<3 {
                    let quantisation = component == 0 ? luminance : chrominance
                    let coefficients = Self.quantised(planes[component], quantisation)
                    writeBlock(coefficients, brightness: component == 0, last: &last[component])
                }
            }
        }
        write(bits: 0x7f, count: 7)
        output += [0xff, 0xd9]
        return output
    }

    // MARK: Segments

    private mutating func writeHeaders(width: Int, height: Int) {
        segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0])
        for (id, table) in [luminance, chrominance].enumerated() {
            segment(0xdb, [UInt8(id)] + JPEGTables.zigzag.map { UInt8(table[$0]) })
        }
        let size = [height >> 8, height & 255, width >> 8, width & 255].map { UInt8($0) }
        segment(0xc0, [8] + size + [3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1])
        let tables: [(UInt8, HuffmanTable)] = [
            (0x00, JPEGTables.luminanceDC), (0x10, JPEGTables.luminanceAC), (0x01, JPEGTables.chrominanceDC),
            (0x11, JPEGTables.chrominanceAC),
        ]
        for (id, table) in tables { segment(0xc4, [id] + table.lengths + table.symbols) }
        segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0])
    }

    private mutating func segment(_ marker: UInt8, _ content: [UInt8]) {
        let length = content.count + 2
        output += [0xff, marker, UInt8(length >> 8), UInt8(length & 255)]
        output += content
    }

    // MARK: Entropy coding (T.81, F.1.2)

    private mutating func writeBlock(_ coefficients: [Int], brightness: Bool, last: inout Int) {
        let dc = brightness ? JPEGTables.luminanceDC : JPEGTables.chrominanceDC
        let ac = brightness ? JPEGTables.luminanceAC : JPEGTables.chrominanceAC
        let difference = coefficients[0] - last
        last = coefficients[0]
        write(symbol: Self.category(difference), of: dc)
        write(amplitude: difference)
        var zeros = 0
        for place in 1..<64 {
            let value = coefficients[JPEGTables.zigzag[place]]
            if value == 0 {
                zeros += 1
                continue
            }
            while zeros > 15 {
                write(symbol: 0xf0, of: ac)
                zeros -= 16
            }
            write(symbol: zeros << 4 | Self.category(value), of: ac)
            write(amplitude: value)
            zeros = 0
        }
        if zeros > 0 { write(symbol: 0, of: ac) }
    }

    private mutating func write(symbol: Int, of table: HuffmanTable) {
        write(bits: UInt32(table.codes[symbol]), count: UInt32(table.sizes[symbol]))
    }

    private mutating func write(amplitude value: Int) {
        let count = Self.category(value)
        guard count > 0 else { return }
        let bits = value < 0 ? value + (1 << count) - 1 : value
        write(bits: UInt32(bits), count: UInt32(count))
    }

    private mutating func write(bits: UInt32, count: UInt32) {
        pending = pending << count | bits
        pendingBits += count
        while pendingBits >= 8 {
            pendingBits -= 8
            let byte = UInt8(truncatingIfNeeded: pending >> pendingBits)
            output.append(byte)
            if byte == 0xff { output.append(0) }
        }
        pending &= (1 << pendingBits) - 1
    }

    /// How many bits the magnitude of a value takes.
    private static func category(_ value: Int) -> Int { Int.bitWidth - abs(value).leadingZeroBitCount }

    // MARK: Transform (T.81, A.3.3)

    private static func quantised(_ samples: [Float], _ table: [Int]) -> [Int] {
        var rows = [Float](repeating: 0, count: 64)
        for y in 0..<8 {
            for u in 0..<8 {
                var sum: Float = 0
                for x in 0..<8 { sum += samples[y * 8 + x] * cosines[u * 8 + x] }
                rows[y * 8 + u] = sum
            }
        }
        var result = [Int](repeating: 0, count: 64)
        for v in 0..<8 {
            for u in 0..<8 {
                var sum: Float = 0
                for y in 0..<8 { sum += rows[y * 8 + u] * cosines[v * 8 + y] }
                result[v * 8 + u] = Int((sum / Float(table[v * 8 + u])).rounded())
            }
        }
        return result
    }

    /// C(u) / 2 · cos((2x + 1) u π / 16), at `u * 8 + x`.
    private static let cosines: [Float] = (0..<64).map { index in
        let u = index / 8
        let x = index % 8
        let angle = Double((2 * x + 1) * u) * Double.pi / 16
        return Float((u == 0 ? 0.5.squareRoot() : 1) / 2 * cosine(angle))
    }
}
