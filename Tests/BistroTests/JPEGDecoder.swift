@testable import Bistro

/// A decoder for what the encoder writes (baseline, three components, no subsampling), written from T.81 and not
/// from the encoder: tables are read from the file, the transform is the sum as the standard prints it.
struct JPEGDecoder {
    private(set) var width = 0
    private(set) var height = 0
    /// Brightness, 0 to 255, row by row; the padding of the last blocks is left out.
    private(set) var luminance: [Double] = []
    private var quantisation: [Int: [Int]] = [:]
    private var codes: [Int: [Code: Int]] = [:]
    private var bits: [UInt8] = []
    private var position = 0

    private struct Code: Hashable {
        let length: Int
        let value: Int
    }

    /// What is wrong with a file.
    struct Malformed: Error {
        let reason: String
    }

    init(_ file: [UInt8]) throws {
        guard file.prefix(2) == [0xff, 0xd8], file.suffix(2) == [0xff, 0xd9] else { throw Malformed(reason: "markers") }
        var at = 2
        while file[at + 1] != 0xda {
            guard file[at] == 0xff else { throw Malformed(reason: "segment at \(at)") }
            let length = Int(file[at + 2]) << 8 | Int(file[at + 3])
            readSegment(file[at + 1], Array(file[at + 4..<at + 2 + length]))
            at += 2 + length
        }
        at += 2 + (Int(file[at + 2]) << 8 | Int(file[at + 3]))
        try readBits(Array(file[at..<file.count - 2]))
        try readBlocks()
    }

    private mutating func readSegment(_ marker: UInt8, _ content: [UInt8]) {
        switch marker {
        case 0xdb: quantisation[Int(content[0])] = content.dropFirst().map(Int.init)
        case 0xc0:
            height = Int(content[1]) << 8 | Int(content[2])
            width = Int(content[3]) << 8 | Int(content[4])
        case 0xc4:
            var code = 0
            var symbol = 17
            for length in 1...16 {
                for _ in 0..<content[length] {
                    codes[Int(content[0]), default: [:]][Code(length: length, value: code)] = Int(content[symbol])
                    code += 1
                    symbol += 1
                }
                code <<= 1
            }
        default: break
        }
    }

    private mutating func readBits(_ scan: [UInt8]) throws {
        var index = 0
        while index < scan.count {
            bits += (0..<8).map { scan[index] >> (7 - $0) & 1 }
            if scan[index] == 0xff {
                guard index + 1 < scan.count, scan[index + 1] == 0 else { throw Malformed(reason: "unstuffed 0xff") }
                index += 1
            }
            index += 1
        }
    }

    private mutating func readBlocks() throws {
        luminance = [Double](repeating: 0, count: width * height)
        var last = [0, 0, 0]
        for top in stride(from: 0, to: height, by: 8) {
            for left in stride(from: 0, to: width, by: 8) {
                for component in 0..<3 {
                    let block = try readBlock(table: min(component, 1), last: &last[component])
                    if component == 0 { place(block, left: left, top: top) }
                }
            }
        }
        guard bits.count - position < 8 else { throw Malformed(reason: "\(bits.count - position) bits left over") }
    }

    private mutating func readBlock(table: Int, last: inout Int) throws -> [Int] {
        let steps = quantisation[table] ?? []
        var coefficients = [Int](repeating: 0, count: 64)
        last += try amplitude(bits: symbol(table))
        coefficients[0] = last * steps[0]
        var index = 1
        while index < 64 {
            let run = try symbol(0x10 | table)
            if run == 0 { break }
            index += run >> 4
            guard index < 64 else { throw Malformed(reason: "run beyond the block") }
            let value = try amplitude(bits: run & 15)
            coefficients[JPEGTables.zigzag[index]] = value * steps[index]
            index += 1
        }
        return coefficients
    }

    private mutating func symbol(_ table: Int) throws -> Int {
        var value = 0
        for length in 1...16 {
            value = value << 1 | (try bit())
            if let symbol = codes[table]?[Code(length: length, value: value)] { return symbol }
        }
        throw Malformed(reason: "no such code at bit \(position)")
    }

    private mutating func amplitude(bits count: Int) throws -> Int {
        guard count > 0 else { return 0 }
        var value = 0
        for _ in 0..<count { value = value << 1 | (try bit()) }
        return value < 1 << (count - 1) ? value - (1 << count) + 1 : value
    }

    private mutating func bit() throws -> Int {
        guard position < bits.count else { throw Malformed(reason: "ends early") }
        position += 1
        return Int(bits[position - 1])
    }

    private mutating func place(_ block: [Int], left: Int, top: Int) {
        for y in 0..<8 where top + y < height {
            for x in 0..<8 where left + x < width {
                var sum = 0.0
                for v in 0..<8 {
                    for u in 0..<8 where block[v * 8 + u] != 0 {
                        let scale = (u == 0 ? 0.5.squareRoot() : 1) * (v == 0 ? 0.5.squareRoot() : 1)
                        sum +=
                            scale * Double(block[v * 8 + u]) * cosine(Double((2 * x + 1) * u) * .pi / 16)
                            * cosine(Double((2 * y + 1) * v) * .pi / 16)
                    }
                }
                luminance[(top + y) * width + left + x] = min(255, max(0, sum / 4 + 128))
            }
        }
    }
}
