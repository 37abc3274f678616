import HoneCore

/// Bodies that the coding tests pack: the same on every run.
enum Bodies {
    /// Text that repeats as JSON does, with numbers that do not.
    static func json(bytes: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: 42)
        var body: [UInt8] = []
        while body.count < bytes {
            let number = generator.next()
            body += Array(
                #"{"id":\#(number % 100_000),"name":"chef \#(number % 997)","cuisine":"thai","rating":4.5},"#.utf8)
        }
        return Array(body.prefix(bytes))
    }

    /// Bytes that do not compress.
    static func noise(bytes: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: 7)
        return (0..<bytes).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 32) }
    }
}
