import ArgumentParser
import Foundation
import HoneAgent
import HoneLoad

extension ImportFormat: EnumerableFlag {
    /// What `--help` says about each form.
    public static func help(for value: ImportFormat) -> ArgumentHelp? {
        switch value {
        case .har: "It is a HAR file (guessed when none of these is given)."
        case .openapi: "It is an OpenAPI 3 description, JSON or YAML."
        case .log: "It is an access log: nginx, Apache (common, combined) or Caddy (JSON)."
        case .curl: "It is a curl command line."
        }
    }
}

struct LoadImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Makes a scenario of a HAR file, an OpenAPI description, an access log or a curl command.",
        discussion: """
            The scenario is written to standard output (or --output), what was left out or has to be completed to
            standard error. No request is sent. docs/import.md tells what becomes of what.

            Examples:
              hone load import visit.har > scenario.yaml
              hone load import openapi.yaml --target http://127.0.0.1:8000 --output scenario.yaml
              zcat /var/log/nginx/access.log.*.gz | hone load import --log - --target http://127.0.0.1:8000
              echo "curl 'http://127.0.0.1:8000/api/products?page=1' -H 'Accept: application/json'" | hone load import -
            """)

    @Argument(help: ArgumentHelp("The file, or - for standard input.", valueName: "file"))
    var file: String

    @Flag(exclusivity: .exclusive)
    var format: ImportFormat?

    @Option(name: .long, help: ArgumentHelp("Where the requests shall go.", valueName: "url"))
    var target: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The scenario file to write; long data goes to CSV files beside it.", valueName: "path"))
    var output: String?

    @Flag(name: .long, help: "Write over files that are there.")
    var force = false

    @Flag(name: .long, help: "Take over requests that may change something from descriptions and logs.")
    var includeWrites = false

    @Flag(name: .long, help: "Take over requests for images, fonts, styles, scripts and media.")
    var includeAssets = false

    @Flag(name: .long, help: "Of a HAR file: tasks at random by how often they were, not in the recorded sequence.")
    var randomOrder = false

    func run() throws {
        let imported: Imported
        do {
            imported = try read()
            // What is wrong with it is better told now than by the run; who may be sent load is decided there.
            var checked = imported.scenario
            checked.allowRemote = true
            try checked.validate()
        } catch let error as ImportError {
            throw AgentError(.usage, "\(error.subject): \(error.found).", remedy: Self.sentence(error.remedy))
        }
        let name = output.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent } ?? "scenario"
        let writer = ScenarioWriter(name: name, remarks: imported.remarks, mostInline: output == nil ? .max : 20)
        let files = writer.files(imported.scenario)
        for remark in imported.remarks + files.unwritten.map({ "not written: \($0)" }) { Console.error(remark) }
        guard let output else { return print(files.yaml, terminator: "") }
        let folder = URL(fileURLWithPath: output).deletingLastPathComponent()
        let all =
            files.data.map { (folder.appendingPathComponent($0.name), $0.contents) }
            + [(URL(fileURLWithPath: output), files.yaml)]
        if !force, let taken = all.first(where: { FileManager.default.fileExists(atPath: $0.0.path) })?.0 {
            throw AgentError(
                .usage, "\(taken.path) is there already.", remedy: "Name another file with --output, or add --force.")
        }
        for (place, text) in all {
            try OutputFile.write(text, to: place.path)
            Console.error("wrote \(place.path)")
        }
    }

    private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

    private func read() throws -> Imported {
        let input = try InputFile(file)
        let start = try input.next()
        guard let format = format ?? ImportFormat.guess(start) else {
            throw AgentError(
                .usage, "\(file == "-" ? "Standard input" : file) is nothing that Hone recognises.",
                remedy: "Say what it is with --har, --openapi, --log or --curl.")
        }
        let settings = ImportSettings(target: target, includesWrites: includeWrites, includesAssets: includeAssets)
        switch format {
        case .log:
            var log = AccessLogImport(settings)
            var part = start
            while !part.isEmpty {
                log.add(part)
                part = try input.next()
            }
            return try log.finish()
        case .har:
            return try HARImport(settings, order: randomOrder ? .random : .sequence).read(input.rest(after: start))
        case .openapi: return try OpenAPIImport(settings).read(input.rest(after: start))
        case .curl:
            let command = String(decoding: try input.rest(after: start), as: UTF8.self)
            return try CurlImport(settings).read(command) { name in
                let body = try InputFile(name)
                return try body.rest(after: [], limit: 16 << 20)
            }
        }
    }
}
