import HoneYAML

/// Writes a scenario as a commented YAML file that `Scenario(yaml:file:)` reads back; long data and long lists of paths
/// go to CSV files beside it.
public struct ScenarioWriter: Sendable {
    /// The files of a scenario.
    public struct Files: Sendable, Equatable {
        /// The scenario file.
        public var yaml: String
        /// Data files that it names, to be written beside it.
        public var data: [File]
        /// What the format has no words for and was left out, each a sentence; usually nothing.
        public var unwritten: [String]
    }

    /// A file beside the scenario.
    public struct File: Sendable, Equatable {
        /// The name, without a folder.
        public var name: String
        /// The text.
        public var contents: String
    }

    /// What data files are named after: `NAME-accounts.csv`.
    public var name: String
    /// What a person should know, put at the top as comments.
    public var remarks: [String]
    /// Rows or paths that stand in the scenario file at most. Longer lists of paths become data, of which each request
    /// takes any row: the same requests, though not the same `Scenario` value. `Int.max` keeps everything in one file.
    public var mostInline: Int

    /// A writer.
    public init(name: String = "scenario", remarks: [String] = [], mostInline: Int = 20) {
        self.name = name
        self.remarks = remarks
        self.mostInline = mostInline
    }

    /// The files of a scenario.
    public func files(_ scenario: Scenario) -> Files {
        var draft = ScenarioDraft(scenario, name: name, mostInline: mostInline)
        draft.writeTop(remarks: remarks)
        draft.writeClasses()
        return Files(yaml: draft.text, data: draft.files, unwritten: draft.unwritten)
    }
}

/// A scenario file in the making.
struct ScenarioDraft {
    var scenario: Scenario
    let name: String
    let mostInline: Int
    private(set) var lines: [String] = []
    var files: [ScenarioWriter.File] = []
    var unwritten: [String] = []

    var text: String { lines.joined(separator: "\n") + "\n" }

    init(_ scenario: Scenario, name: String, mostInline: Int) {
        self.scenario = scenario
        self.name = name
        self.mostInline = mostInline
        for index in self.scenario.classes.indices {
            for task in self.scenario.classes[index].tasks.indices {
                moveLongPaths(classIndex: index, taskIndex: task)
            }
        }
    }

    mutating func add(_ line: String, indent: Int = 0) {
        lines.append(line.isEmpty ? "" : String(repeating: " ", count: indent) + line)
    }

    mutating func add(comment: String, indent: Int = 0) {
        for line in YAMLText.comment(comment) { add(line, indent: indent) }
    }

    /// A list of paths too long for the scenario file becomes a data source. Its column holds what follows the slash,
    /// which stays in the path. Paths with values to fill in, or with what would be encoded once more, stay.
    private mutating func moveLongPaths(classIndex: Int, taskIndex: Int) {
        let task = scenario.classes[classIndex].tasks[taskIndex]
        guard task.paths.count > mostInline,
            task.paths.allSatisfy({ path in
                path.hasPrefix("/")
                    && path.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\\^{}|\"<>`#".utf8.contains($0) }
            })
        else { return }
        let taken = Set(
            scenario.data.map(\.name)
                + scenario.classes.flatMap { $0.onStart + $0.tasks }.flatMap { $0.saves.map(\.name) })
        var number = 1
        while taken.contains("paths\(number)") { number += 1 }
        scenario.data.append(
            .init(
                name: "paths\(number)", columns: ["path"], rows: task.paths.map { [String($0.dropFirst())] },
                pick: .random))
        scenario.classes[classIndex].tasks[taskIndex].paths = ["/{{paths\(number).path}}"]
    }
}
