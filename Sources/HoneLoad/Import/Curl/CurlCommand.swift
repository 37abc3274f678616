/// A curl command taken apart: its options in their order and its URLs.
struct CurlCommand {
    var options: [(option: CurlOption, value: String)] = []
    var urls: [String] = []

    /// - Throws: ``ImportError`` naming a flag that is not understood.
    init(_ text: String) throws(ImportError) {
        var words = try ShellWords.split(text)[...]
        // Pasted with its prompt.
        if words.first == "$" { words = words.dropFirst() }
        guard let name = words.first, name == "curl" || name.hasSuffix("/curl") || name == "curl.exe" else {
            throw ImportError(
                "curl command", found: words.first.map { "starts with \"\($0)\"" } ?? "is empty",
                remedy: "give a command line that starts with curl")
        }
        words = words.dropFirst()
        var optionsEnded = false
        while let word = words.popFirst() {
            if optionsEnded || !word.hasPrefix("-") || word == "-" {
                urls.append(word)
            } else if word == "--" {
                optionsEnded = true
            } else if word.hasPrefix("--") {
                try addLong(word, &words)
            } else {
                try addShort(word, &words)
            }
        }
        for (option, value) in options where option == .url { urls.append(value) }
    }

    private func unknown(_ flag: String) -> ImportError {
        ImportError(
            "curl command", found: "has the flag \(flag), which cannot be taken over",
            remedy: CurlOption.refusal(flag) ?? "leave it out if the request works without")
    }

    private mutating func addLong(_ word: String, _ words: inout ArraySlice<String>) throws(ImportError) {
        guard let option = CurlOption(rawValue: String(word.dropFirst(2))) else { throw unknown(word) }
        try add(option, flag: word, attached: nil, &words)
    }

    /// `-sXPOST` is `-s -X POST`.
    private mutating func addShort(_ word: String, _ words: inout ArraySlice<String>) throws(ImportError) {
        var rest = word.dropFirst()
        while let letter = rest.popFirst() {
            guard let option = CurlOption(short: letter) else { throw unknown("-\(letter)") }
            try add(option, flag: "-\(letter)", attached: rest.isEmpty ? nil : String(rest), &words)
            if option.takesValue { return }
        }
    }

    private mutating func add(
        _ option: CurlOption, flag: String, attached: String?, _ words: inout ArraySlice<String>
    ) throws(ImportError) {
        guard option.takesValue else { return options.append((option, "")) }
        guard let value = attached ?? words.popFirst() else {
            throw ImportError("curl command", found: "ends after \(flag)", remedy: "give its value")
        }
        options.append((option, value))
    }

    /// Whether an option is given.
    func has(_ option: CurlOption) -> Bool { options.contains { $0.option == option } }

    /// The value that counts, which is the last.
    func last(_ option: CurlOption) -> String? { options.last { $0.option == option }?.value }
}
