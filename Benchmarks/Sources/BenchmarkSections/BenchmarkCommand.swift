/// The options of a benchmark, with what holds when one is not given.
public protocol BenchmarkOptions: Sendable {
    /// Without any option.
    init()
    /// The options that take a number from 1 on, such as `--rounds`, and what they set.
    static var numbers: [String: WritableKeyPath<Self, Int>] { get }
    /// The options that take any text, and what they set.
    static var texts: [String: WritableKeyPath<Self, String?>] { get }
}

extension BenchmarkOptions {
    /// None.
    public static var texts: [String: WritableKeyPath<Self, String?>] { [:] }
}

/// What was asked for on the command line of a benchmark.
public struct BenchmarkCommand<Options: BenchmarkOptions>: Sendable {
    /// Sections by name; all when empty.
    public private(set) var sections: [String] = []
    /// The options given, and the others as they are without.
    public private(set) var options = Options()

    /// Reads the words after the program's name.
    /// - Parameter known: the names of all sections.
    /// - Throws: ``BenchmarkCommandError``.
    public init(_ arguments: [String], sections known: [String]) throws {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if let path = Options.numbers[word] {
                guard let number = rest.popFirst().flatMap(Int.init), number > 0 else {
                    throw BenchmarkCommandError("\(word) takes a number from 1 on")
                }
                options[keyPath: path] = number
            } else if let path = Options.texts[word] {
                guard let text = rest.popFirst() else { throw BenchmarkCommandError("\(word) takes a value") }
                options[keyPath: path] = text
            } else if known.contains(word) {
                sections.append(word)
            } else {
                let options = ([String](Options.numbers.keys) + Options.texts.keys).sorted().joined(separator: ", ")
                throw BenchmarkCommandError(
                    "\(word) is neither a section (\(known.joined(separator: ", "))) nor an option (\(options))")
            }
        }
    }

    /// Whether a section is to be run.
    public func wants(_ section: String) -> Bool { sections.isEmpty || sections.contains(section) }
}

/// A command line that no benchmark can be run by, and why.
public struct BenchmarkCommandError: Error, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}
