/// How many requests took how long, in slices of ten seconds over ten minutes; fixed memory.
struct HeatRing: Sendable {
    /// Slices in ten minutes.
    static let columns = 60
    /// Rows: up to 0.25 ms, and then each twice as long as the one before.
    static let rows = 16
    /// The latency from which on a row counts, ms.
    static let edges = [0.0] + (0..<rows - 1).map { 0.25 * Double(1 << $0) }

    private var numbers = [UInt64](repeating: .max, count: columns)
    private var counts = [UInt32](repeating: 0, count: columns * rows)

    @inline(__always)
    static func row(of nanoseconds: UInt64) -> Int {
        min(64 - (nanoseconds / 250_000).leadingZeroBitCount, rows - 1)
    }

    @inline(__always)
    mutating func record(_ nanoseconds: UInt64, at now: UInt64) {
        let number = now / EndpointHistory.sliceNanoseconds
        let column = Int(number % UInt64(Self.columns))
        if numbers[column] != number { begin(column, number) }
        counts[column * Self.rows + Self.row(of: nanoseconds)] &+= 1
    }

    private mutating func begin(_ column: Int, _ number: UInt64) {
        numbers[column] = number
        for row in 0..<Self.rows { counts[column * Self.rows + row] = 0 }
    }

    /// Adds the columns up to `now` to those of other rings, by the slice's number.
    func add(to columns: inout [UInt64: [Int]], at now: UInt64) {
        let newest = now / EndpointHistory.sliceNanoseconds
        for (column, number) in numbers.enumerated()
        where number <= newest && newest - number < UInt64(Self.columns) {
            for row in 0..<Self.rows {
                columns[number, default: Array(repeating: 0, count: Self.rows)][row] +=
                    Int(counts[column * Self.rows + row])
            }
        }
    }
}
