/// Percent-encoding (RFC 3986 §2.1).
enum PercentCoding {
    /// Encodes what may not stand as one value of a path or a query: everything but the unreserved characters (§2.3).
    static func encoded(component text: String) -> String {
        encoded(text) { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
            default: false
            }
        }
    }

    /// Encodes a name or a value of a form (application/x-www-form-urlencoded, WHATWG URL §5.2): a space becomes `+`.
    static func encoded(form text: some StringProtocol) -> String {
        encoded(text) { byte in
            switch byte {
            case 0x20, 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }.replacing(" ", with: "+")
    }

    /// Makes a path with its query fit for a request line: white space, control characters and what is beyond ASCII are
    /// encoded, and a fragment is dropped. Braces are encoded too, so that no recorded text is taken for a value to
    /// fill in or for the variable part of a name.
    static func requestTarget(_ path: String) -> String {
        let plain = String(path.prefix { $0 != "#" })
        let safe = encoded(plain) { byte in
            byte > 0x20 && byte < 0x7F && ![0x22, 0x3C, 0x3E, 0x60, 0x7B, 0x7D].contains(byte)
        }
        return safe.hasPrefix("/") ? safe : "/" + safe
    }

    /// The text with its `%XX` decoded, and `+` as a space where a form or a query is read. What is not valid stays.
    static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = true) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x25, index + 2 < bytes.count, let high = hex(bytes[index + 1]),
                let low = hex(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(plusIsSpace && bytes[index] == 0x2B ? 0x20 : bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func encoded(_ text: some StringProtocol, keeping isKept: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isKept(byte) {
                result.append(byte)
            } else {
                result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
