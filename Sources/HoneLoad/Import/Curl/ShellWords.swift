/// Splits a command line into words as a POSIX shell would (XCU §2.2), `$'…'` of Bash included, which browsers write.
/// Nothing is run or filled in: what would be is refused.
enum ShellWords {
    /// - Throws: ``ImportError`` for a quote that is not closed, and for variables, commands, pipes and redirections.
    static func split(_ text: String) throws(ImportError) -> [String] {
        var splitter = Splitter(scalars: Array(text.unicodeScalars))
        try splitter.run()
        return splitter.words
    }

    private struct Splitter {
        let scalars: [Unicode.Scalar]
        var words: [String] = []
        private var index = 0
        private var word = String.UnicodeScalarView()
        private var isInWord = false

        init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

        private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

        private func refused(_ found: String, _ remedy: String) -> ImportError {
            ImportError("curl command", found: found, remedy: remedy)
        }

        mutating func run() throws(ImportError) {
            while let scalar = next {
                index += 1
                switch scalar {
                case " ", "\t", "\n", "\r": endWord()
                case "'":
                    try single()
                case "\"":
                    try double()
                case "\\":
                    // A line may go on after a backslash.
                    if next == "\r" { index += 1 }
                    if next == "\n" { index += 1 } else if let escaped = next { append(escaped) }
                case "$" where next == "'":
                    index += 1
                    try ansi()
                case "$", "`": try refuseExpansion(after: scalar)
                case "|", ";", "<", ">", "(", ")":
                    throw refused("has an unquoted \(scalar)", "give the curl command alone; quote what belongs to it")
                case "&":
                    throw refused("has an unquoted &", "put the URL into single quotes")
                case "#" where !isInWord:
                    while let rest = next, rest != "\n" { _ = rest; index += 1 }
                default: keep(scalar)
                }
            }
            endWord()
        }

        private mutating func keep(_ scalar: Unicode.Scalar) {
            word.append(scalar)
            isInWord = true
        }

        private mutating func append(_ scalar: Unicode.Scalar) {
            index += 1
            keep(scalar)
        }

        private mutating func endWord() {
            if isInWord { words.append(String(word)) }
            word = String.UnicodeScalarView()
            isInWord = false
        }

        private mutating func single() throws(ImportError) {
            isInWord = true
            while let scalar = next {
                index += 1
                if scalar == "'" { return }
                word.append(scalar)
            }
            throw refused("has a ' that is not closed", "close it")
        }

        private mutating func double() throws(ImportError) {
            isInWord = true
            while let scalar = next {
                index += 1
                switch scalar {
                case "\"": return
                case "$", "`": try refuseExpansion(after: scalar)
                case "\\":
                    guard let escaped = next else { break }
                    index += 1
                    switch escaped {
                    case "$", "`", "\"", "\\": word.append(escaped)
                    case "\n": break
                    default:
                        word.append("\\")
                        word.append(escaped)
                    }
                default: word.append(scalar)
                }
            }
            throw refused("has a \" that is not closed", "close it")
        }

        /// A `$` before what is no name stands for itself.
        private mutating func refuseExpansion(after scalar: Unicode.Scalar) throws(ImportError) {
            guard scalar == "$" else {
                throw refused("runs a command in backquotes", "write what it prints in its place")
            }
            if let name = next, name == "(" || name == "{" || name == "_" || name.properties.isAlphabetic {
                throw refused(
                    "uses a shell variable or command after $", "write its value in its place, or use single quotes")
            }
            keep(scalar)
        }

        private mutating func ansi() throws(ImportError) {
            isInWord = true
            while let scalar = next {
                index += 1
                if scalar == "'" { return }
                guard scalar == "\\", let escaped = next else {
                    word.append(scalar)
                    continue
                }
                index += 1
                switch escaped {
                case "n": word.append("\n")
                case "r": word.append("\r")
                case "t": word.append("\t")
                case "a": word.append("\u{07}")
                case "b": word.append("\u{08}")
                case "e", "E": word.append("\u{1B}")
                case "f": word.append("\u{0C}")
                case "v": word.append("\u{0B}")
                case "x": word.append(number(most: 2, radix: 16))
                case "u": word.append(number(most: 4, radix: 16))
                case "U": word.append(number(most: 8, radix: 16))
                case "0"..."7":
                    index -= 1
                    word.append(number(most: 3, radix: 8))
                default: word.append(escaped)
                }
            }
            throw refused("has a $' that is not closed", "close it")
        }

        private mutating func number(most: Int, radix: Int) -> Unicode.Scalar {
            var digits = ""
            while digits.count < most, let scalar = next, scalar.isASCII, Character(scalar).isHexDigit,
                radix == 16 || ("0"..."7").contains(scalar)
            {
                digits.unicodeScalars.append(scalar)
                index += 1
            }
            return UInt32(digits, radix: radix).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
        }
    }
}
