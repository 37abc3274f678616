import HoneYAML

/// Reads comma-separated values with a header line (RFC 4180), byte by byte. White space belongs to the value, lines
/// end in LF or CRLF, and a line with nothing on it is no row. Whatever the RFC does not allow is refused: rows of
/// another width than the header, quotes inside a value that is not quoted, text behind a closing quote.
struct CSVReader {
    private enum State { case start, bare, quoted, closed }

    private let file: String
    private var state = State.start
    private var field: [UInt8] = []
    private var record: [String] = []
    private var line = 1
    /// Where the record began, and the last opening quote stood; a quoted value may go over many lines.
    private var recordLine = 1
    private var quoteLine = 1
    private var result: Rows?

    private init(file: String) { self.file = file }

    /// - Throws: `FileError` with the line of the file.
    static func rows(_ bytes: [UInt8], file: String) throws(FileError) -> Rows {
        var reader = CSVReader(file: file)
        // A byte order mark is no part of the first name.
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while index < bytes.count {
            // The CR of a line's end; any other is a character like the rest.
            if bytes[index] == 0x0D, reader.state != .quoted, index + 1 == bytes.count || bytes[index + 1] == 0x0A {
                index += 1
                if index == bytes.count { try reader.take(0x0A) }
                continue
            }
            try reader.take(bytes[index])
            index += 1
        }
        return try reader.finished()
    }

    private mutating func take(_ byte: UInt8) throws(FileError) {
        defer { if byte == 0x0A { line += 1 } }
        switch (state, byte) {
        case (.quoted, 0x22): state = .closed
        case (.quoted, _): field.append(byte)
        case (.closed, 0x22):
            field.append(byte)
            state = .quoted
        case (.start, 0x22):
            quoteLine = line
            state = .quoted
        case (.bare, 0x22):
            throw wrong(
                line, "a quote stands inside a value that does not begin with one.",
                remedy: "Enclose the value in quotes and write the inner one twice: \"5\"\" pipe\".")
        case (_, 0x2C):
            try endField()
            // A record that goes on after a comma has another value, be it empty.
            state = .start
        case (_, 0x0A): try endRecord()
        case (.closed, _):
            throw wrong(
                line, "text stands behind a closing quote.",
                remedy: "Write a quote that belongs to the value twice, or move the text inside.")
        case (.start, _), (.bare, _):
            field.append(byte)
            state = .bare
        }
    }

    private mutating func endField() throws(FileError) {
        guard let text = String(validating: field, as: UTF8.self) else {
            throw wrong(line, "a value is not UTF-8.", remedy: "Save the file as UTF-8.")
        }
        record.append(text)
        field.removeAll(keepingCapacity: true)
    }

    private mutating func endRecord() throws(FileError) {
        defer {
            record.removeAll(keepingCapacity: true)
            state = .start
            recordLine = line + 1
        }
        if state == .start, record.isEmpty { return }
        try endField()
        guard let columns = result?.columns else {
            if let problem = Rows.problem(ofColumns: record) {
                throw wrong(recordLine, problem, remedy: "Give each column of the header a name of its own.")
            }
            result = Rows(columns: record)
            return
        }
        guard record.count == columns.count else {
            throw wrong(
                recordLine, "the row has \(record.count) values, but the header names \(columns.count) columns.",
                remedy: "Give it \(columns.count) values (\(columns.joined(separator: ", "))); "
                    + "a value with a comma in it stands in quotes.")
        }
        result?.rows.append(record)
    }

    private mutating func finished() throws(FileError) -> Rows {
        if state == .quoted {
            throw wrong(quoteLine, "a quote is opened and never closed.", remedy: "Close it.")
        }
        try endRecord()
        guard let result else {
            throw FileError(
                file: file, line: nil, problem: "there is no header line.",
                remedy: "Write the columns' names on the first line: email,password.")
        }
        return result
    }

    private func wrong(_ line: Int, _ problem: String, remedy: String) -> FileError {
        FileError(file: file, line: line, problem: problem, remedy: remedy)
    }
}
