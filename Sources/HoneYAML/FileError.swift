/// Something in a file that cannot be used as it is written: what was found where, and what to write instead.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file as it was named.
    public var file: String
    /// The line, from 1; nil when the whole file is meant.
    public var line: Int?
    /// What was found, without the place.
    public var problem: String
    /// What to write instead.
    public var remedy: String

    /// An error at a line of a file.
    public init(file: String, line: Int?, problem: String, remedy: String) {
        self.file = file
        self.line = line
        self.problem = problem
        self.remedy = remedy
    }

    /// The place and the problem on one line, such as `hone.yaml:3: unknown key 'usrs'.`
    public var located: String { "\(line.map { "\(file):\($0)" } ?? file): \(problem)" }

    /// The place and the problem, and the remedy on a line of its own.
    public var description: String { "\(located)\n  \(remedy)" }
}
