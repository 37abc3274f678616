/// A line of source code, as `#fileID` and `#line` name it.
public struct SourcePlace: Sendable, Hashable, CustomStringConvertible {
    /// `Module/File.swift`: no path of the machine that compiled it.
    public let fileID: String
    /// The line, from 1.
    public let line: Int

    /// A place; without arguments the one where this is called.
    public init(fileID: String = #fileID, line: Int = #line) {
        self.fileID = fileID
        self.line = line
    }

    /// `Module/File.swift:12`.
    public var description: String { "\(fileID):\(line)" }
}
