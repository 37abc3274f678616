import HoneYAML

/// Reads a JSON object a line (JSON Lines, NDJSON). Members are columns, in the order of the first line; each line has
/// the same. A string stands for its characters, anything else for its JSON: numbers keep all their digits, and an
/// object can go into a request body.
struct JSONLinesReader {
    private let file: String
    private let line: Int

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
            if slice.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            let reader = JSONLinesReader(file: file, line: line)
            let members = try reader.members(slice)
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
    private func row(_ members: [JSONNode.Member], places: [String: Int]) throws(FileError) -> [String] {
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
            row[place] = member.value.string ?? member.value.json(escapesBraces: false) { _ in nil }
        }
        guard let missing = places.keys.sorted().first(where: { places[$0].flatMap { row[$0] } == nil }) else {
            return row.map { $0 ?? "" }
        }
        throw wrong(
            "the member '\(missing)' is missing.", remedy: "Give every line the same members; null is a value too.")
    }

    /// The members of the line's object, in its order.
    private func members(_ bytes: ArraySlice<UInt8>) throws(FileError) -> [JSONNode.Member] {
        // The reader of JSON puts a replacement character in the place of what is no UTF-8.
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw wrong("it is not UTF-8.", remedy: "Save the file as UTF-8.")
        }
        guard let node = try? JSONNode(parsing: Array(bytes)), node.isObject else {
            throw wrong(
                "this is no JSON object on a line of its own.",
                remedy: "Write one a line, such as {\"email\": \"a@example.com\", \"password\": \"…\"}.")
        }
        return node.members
    }

    private func wrong(_ problem: String, remedy: String) -> FileError {
        FileError(file: file, line: line, problem: problem, remedy: remedy)
    }
}
