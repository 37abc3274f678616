/// In which of a cluster's 16,384 parts a key is
/// (<https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/>, "Key distribution model").
enum HashSlot {
    /// How many there are.
    static let count = 16_384

    /// The slot of a key: of what is between its first '{' and the next '}', if that is something, and else of all.
    static func of(_ key: [UInt8]) -> Int {
        guard let open = key.firstIndex(of: 0x7B), let close = key[(open + 1)...].firstIndex(of: 0x7D),
            close > open + 1
        else { return Int(crc16(key[...])) % count }
        return Int(crc16(key[(open + 1)..<close])) % count
    }

    /// CRC-16/XMODEM: polynomial 1021, nothing reflected, beginning with 0.
    static func crc16(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var crc: UInt16 = 0
        for byte in bytes {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
        return crc
    }
}
