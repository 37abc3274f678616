import HoneYAML

/// The rows of a data file.
struct Rows: Equatable {
    var columns: [String]
    var rows: [[String]]

    /// A data file may have as many bytes; its rows are kept in memory for the whole run.
    static let limit = 256 << 20

    /// Reads a data file by the ending of its name.
    /// - Parameters:
    ///   - path: where it is.
    ///   - place: where its name was written, for errors about the file as a whole.
    /// - Throws: `FileError` about `place`, or about a line of the data file.
    init(path: String, place: YAMLValue) throws(FileError) {
        let lower = path.lowercased()
        let isCSV = lower.hasSuffix(".csv")
        guard isCSV || lower.hasSuffix(".jsonl") || lower.hasSuffix(".ndjson") else {
            throw place.invalid(
                "'\(path)' does not say what it holds.",
                remedy: "Name a file that ends in .csv (with a header line) or .jsonl (a JSON object a line).")
        }
        let bytes: [UInt8]
        do {
            bytes = try readFile(path, limit: Self.limit)
        } catch {
            throw place.invalid("\(error.problem).", remedy: error.remedy)
        }
        self = isCSV ? try CSVReader.rows(bytes, file: path) : try JSONLinesReader.rows(bytes, file: path)
        if rows.isEmpty {
            throw place.invalid(
                "'\(path)' holds no rows.",
                remedy: isCSV ? "Add lines below its header." : "Add a JSON object a line.")
        }
    }

    init(columns: [String], rows: [[String]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// The column names' own fault, if they have one: a value is found by the name of its column.
    static func problem(ofColumns columns: [String]) -> String? {
        if columns.contains("") { return "a column has no name." }
        var seen: Set<String> = []
        for column in columns where !seen.insert(column).inserted { return "two columns are called '\(column)'." }
        return nil
    }
}
