import HoneYAML

/// Where in its file each field of a scenario was read from, so that what is found wrong with the finished scenario is
/// still told with file and line.
struct FieldPlaces {
    private struct Place {
        var line: Int
        var path: String
        /// What stands there, if it is a text.
        var text: String?
    }

    let file: String
    private var places: [String: Place] = [:]

    init(file: String) { self.file = file }

    /// Remembers where a field such as `classes[0].tasks[2].paths[0]` was read from.
    /// - Parameter text: what it became, where it is written as keys and values.
    mutating func note(_ field: String, _ value: YAMLValue, text: String? = nil) {
        places[field] = Place(line: value.line, path: value.path, text: value.written ?? text)
    }

    /// Remembers where a field was read from that has a section of the file to itself.
    mutating func note(_ field: String, _ section: YAMLSection) {
        places[field] = Place(line: section.line, path: section.path)
    }

    /// The same error in the terms of the file: its line and its keys. A field that was left out of the file is told
    /// at the place of what it belongs to.
    func located(_ error: ScenarioError) -> FileError {
        var field = error.field
        while places[field] == nil, let shorter = Self.parent(of: field) { field = shorter }
        let place = places[field].map { narrowed($0, of: field, to: error.found) }
        let name = place.map(\.path).flatMap { $0.isEmpty ? nil : $0 } ?? Self.inFileWords(error.field)
        // What is wrong stands before the first semicolon, what to do behind it; without one it is all to do.
        let parts = Self.inFileWords(error.remedy).split(separator: "; ", maxSplits: 1).map(String.init)
        let problem = parts.count == 2 ? "\"\(error.found)\": \(parts[0])" : "found \"\(error.found)\""
        return FileError(
            file: file, line: place?.line,
            problem: error.found.isEmpty ? "'\(name)' is empty." : "'\(name)': \(problem).",
            remedy: Self.sentence(error.found.isEmpty ? parts.joined(separator: "; ") : parts.last ?? ""))
    }

    /// A value in double braces may be missing in a body, or in a header of the whole class, while the error names the
    /// request: the place that holds what was found is the one to go to.
    private func narrowed(_ place: Place, of field: String, to found: String) -> Place {
        guard found.hasPrefix("{{"), place.text?.contains(found) != true,
            let task = field.firstMatch(of: /^(classes\[\d+\])\.(tasks|onStart)\[\d+\]/)
        else { return place }
        for prefix in ["\(task.0).", "\(task.1).headers["] {
            let holding = places.filter { $0.key.hasPrefix(prefix) && $0.value.text?.contains(found) == true }
            if let first = holding.values.min(by: { $0.line < $1.line }) { return first }
        }
        return place
    }

    /// `a.b[0]` → `a.b` → `a`; a task's only path may be called `path`.
    private static func parent(of field: String) -> String? {
        if field.hasSuffix(".path") { return field + "s[0]" }
        guard let end = field.lastIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
        return String(field[..<end])
    }

    /// The names of the file for those of the Swift API.
    private static let names = [
        "acceptEncoding": "accept_encoding", "allowRemote": "allow_remote", "authorities": "tls.authorities",
        "checks": "check", "classes": "users", "insecure": "tls.insecure", "keepAlive": "keep_alive",
        "keepsCookies": "cookies", "mostUsers": "max_users", "onStart": "on_start", "revalidate": "cache",
        "saves": "save", "thinkTime": "think_time", "unixSocket": "unix_socket",
        "usersPerConnection": "users_per_connection", "warmUp": "warm_up",
    ]

    private static func inFileWords(_ text: String) -> String {
        var result = ""
        var word = ""
        for character in text {
            if character.isLetter {
                word.append(character)
            } else {
                result += (names[word] ?? word) + String(character)
                word = ""
            }
        }
        return result + (names[word] ?? word)
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }
}
