import HoneYAML

extension Scenario {
    /// Reads a scenario file. Nothing is guessed: whatever is wrong is refused before any request is sent.
    ///
    /// docs/scenario.md describes the format.
    /// - Parameters:
    ///   - text: the YAML.
    ///   - file: its name, for messages.
    ///   - folder: what relative paths in it start from.
    ///   - adjusting: changes the scenario before it is checked, as flags of a command line do.
    /// - Throws: `FileError` with file, line and remedy; for the rows of a data file, with that file and its line.
    public init(
        yaml text: String, file: String = "scenario.yaml", folder: String = ".",
        adjusting: (inout Scenario) -> Void = { _ in }
    ) throws(FileError) {
        var reader = ScenarioReader(file: file, folder: folder)
        var scenario = try reader.scenario(text)
        adjusting(&scenario)
        do {
            try scenario.validate()
        } catch {
            throw reader.places.located(error)
        }
        self = scenario
    }

    /// Reads the scenario file at a path; relative paths in it start from its folder.
    /// - Parameters:
    ///   - file: the path.
    ///   - adjusting: changes the scenario before it is checked, as flags of a command line do.
    /// - Throws: `FileError` with file, line and remedy.
    public init(contentsOf file: String, adjusting: (inout Scenario) -> Void = { _ in }) throws(FileError) {
        let bytes: [UInt8]
        do {
            bytes = try readFile(file, limit: 16 << 20)
        } catch {
            throw FileError(
                file: file, line: nil, problem: "the scenario \(error.problem).", remedy: error.remedy)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FileError(file: file, line: nil, problem: "the scenario is not UTF-8.", remedy: "Save it as UTF-8.")
        }
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
        try self.init(yaml: text, file: file, folder: folder, adjusting: adjusting)
    }
}
