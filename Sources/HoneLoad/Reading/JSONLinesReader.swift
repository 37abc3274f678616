import HoneYAML

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads a JSON object a line (JSON Lines, NDJSON). Members are columns, in the order of the first line; each line has
/// the same. A string stands for its characters, anything else for its JSON text as written, so that large numbers keep
/// all their digits and an object can go into a request body.
struct JSONLinesReader {
    private let file: String
    private let line: Int
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    private init(file: String, line: Int, bytes: ArraySlice<UInt8>) {
        self.file = file
        self.line = line
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// - Throws: `FileError` with the line of the file.
    static func rows(_ bytes: [UInt8], file: String) throws(FileError) -> Rows {
        var result: Rows?
        var places: [String: Int] = [:]
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var line = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            line += 1
            let slice = bytes[start..<end]
            start = end + 1
            if slice.allSatisfy(isSpace) { continue }
            var reader = JSONLinesReader(file: file, line: line, bytes: slice)
            let members = try reader.members()
            if result == nil {
                if let problem = Rows.problem(ofColumns: members.map(\.name)) {
                    throw reader.wrong(problem, remedy: "Give each member a name of its own.")
                }
                result = Rows(columns: members.map(\.name))
                for (index, member) in members.enumerated() { places[member.name] = index }
            }
            result?.rows.append(try reader.row(members, places: places))
        }
        return result ?? Rows(columns: [])
    }

    /// The members' values in the order of the columns.
    private func row(_ members: [(name: String, value: String)], places: [String: Int]) throws(FileError) -> [String] {
        var row = [String?](repeating: nil, count: places.count)
        for member in members {
            guard let place = places[member.name] else {
                throw wrong(
                    "the first line has no member '\(member.name)'.",
                    remedy: "Give every line the same members: \(places.keys.sorted().joined(separator: ", ")).")
            }
            guard row[place] == nil else {
                throw wrong("'\(member.name)' is there twice.", remedy: "Leave one of them out.")
            }
            row[place] = member.value
        }
        guard let missing = places.keys.sorted().first(where: { places[$0].flatMap { row[$0] } == nil }) else {
            return row.map { $0 ?? "" }
        }
        throw wrong(
            "the member '\(missing)' is missing.", remedy: "Give every line the same members; null is a value too.")
    }

    /// The members of the line's object, in its order.
    private mutating func members() throws(FileError) -> [(name: String, value: String)] {
        // The decoder scans the whole line; the slices below rely on what it has found well-formed.
        guard (try? JSONDecoder().decode(Anything.self, from: Data(bytes))) != nil else { throw noObject() }
        var members: [(name: String, value: String)] = []
        guard take(0x7B) else { throw noObject() }
        if take(0x7D) { return members }
        repeat {
            let name = try string(try slice())
            guard take(0x3A) else { throw noObject() }
            let value = try slice()
            members.append((name, value.first == 0x22 ? try string(value) : String(decoding: value, as: UTF8.self)))
        } while take(0x2C)
        guard take(0x7D) else { throw noObject() }
        skipSpace()
        guard position == bytes.endIndex else { throw noObject() }
        return members
    }

    /// The value that begins here.
    private mutating func slice() throws(FileError) -> ArraySlice<UInt8> {
        skipSpace()
        let start = position
        var depth = 0
        var isInString = false
        while position < bytes.endIndex {
            let byte = bytes[position]
            if isInString {
                if byte == 0x5C { position += 1 }
                if byte == 0x22 { isInString = false }
            } else {
                if depth == 0, byte == 0x2C || byte == 0x3A || byte == 0x7D || isSpace(byte) { break }
                if byte == 0x22 { isInString = true }
                if byte == 0x7B || byte == 0x5B { depth += 1 }
                if byte == 0x7D || byte == 0x5D { depth -= 1 }
            }
            position += 1
        }
        guard position > start, position <= bytes.endIndex else { throw noObject() }
        let value = bytes[start..<position]
        let isScalar = value.first != 0x22 && value.first != 0x7B && value.first != 0x5B
        guard !isScalar || JSONText.isLiteral(String(decoding: value, as: UTF8.self)) else { throw noObject() }
        return value
    }

    private func string(_ slice: ArraySlice<UInt8>) throws(FileError) -> String {
        guard let text = try? JSONDecoder().decode(String.self, from: Data(slice)) else { throw noObject() }
        return text
    }

    private mutating func skipSpace() {
        while position < bytes.endIndex, isSpace(bytes[position]) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.endIndex, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func noObject() -> FileError {
        wrong(
            "this is no JSON object on a line of its own.",
            remedy: "Write one a line, such as {\"email\": \"a@example.com\", \"password\": \"…\"}.")
    }

    private func wrong(_ problem: String, remedy: String) -> FileError {
        FileError(file: file, line: line, problem: problem, remedy: remedy)
    }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

/// Accepts any value once the decoder has scanned it.
private struct Anything: Decodable {
    init(from decoder: any Decoder) {}
}
