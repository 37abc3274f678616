import Foundation
import HoneAgent
import HoneCore
import Testing

/// docs/hone-yaml.md says what the reader does: its examples are read, and its defaults are the defaults.
@Suite struct DocumentationTests {
    private static let text = read("docs/hone-yaml.md")

    private static func read(_ path: String) -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../..").standardizedFileURL
        return (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }

    private static var examples: [String] {
        text.components(separatedBy: "```yaml\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
    }

    /// The third cell of the row whose first cell is the key, in the section with that heading.
    private func documentedDefault(_ key: String, in section: String) throws -> String {
        let body = try #require(Self.text.components(separatedBy: "\n## \(section)\n").dropFirst().first)
        let rows = try #require(body.components(separatedBy: "\n## ").first).components(separatedBy: "\n")
        let row = try #require(rows.first { $0.hasPrefix("| `\(key)` |") }, "no row for \(key)")
        return row.components(separatedBy: "|")[3].trimmingCharacters(in: .whitespaces)
            .replacingOccurrences(of: "`", with: "")
    }

    @Test func examplesAreRead() throws {
        let targets = try Self.examples.map { try Target(yaml: $0) }
        #expect(targets.map(\.url) == ["http://127.0.0.1:8000", "http://127.0.0.1:3000"])
        #expect(targets.allSatisfy { $0.login != nil && $0.start != nil && $0.database != nil })
        let flask = try #require(targets.first)
        #expect(flask.threshold(.memory).value == 400)
        #expect(flask.threshold(.responseAverage) == Threshold(.responseAverage, 80), "left out: the default")
        #expect(flask.switches.keys.sorted() == [.connectionPooling, .compression])
        let node = try #require(targets.last)
        #expect(node.switches[.cachingHeaders]?.flag == "--cache-headers")
        #expect(node.trial.blocks == 8)
        #expect(node.load.users == [10, 50, 100])
    }

    @Test(arguments: Metric.allCases)
    func everyThresholdStandsWithItsDefault(metric: Metric) throws {
        let written = try documentedDefault(metric.rawValue, in: "thresholds")
        #expect(try Threshold(metric, parsing: written) == Threshold(metric, metric.defaultThreshold))
    }

    @Test func defaultsOfLoadAndTrialAreThose() throws {
        let defaults = Target(url: "http://127.0.0.1:8000")
        #expect(try documentedDefault("users", in: "load") == "\(defaults.load.users)")
        #expect(try documentedDefault("seconds", in: "load") == "\(Int(defaults.load.seconds))")
        #expect(try documentedDefault("reference", in: "load").hasPrefix("\(defaults.load.reference),"))
        #expect(try documentedDefault("users", in: "trial") == "\(defaults.trial.users)")
        #expect(try documentedDefault("blocks", in: "trial") == "\(defaults.trial.blocks)")
        #expect(try documentedDefault("seconds", in: "trial") == "\(defaults.trial.seconds)")
        #expect(try documentedDefault("network", in: "trial") == "\(Int(defaults.trial.network))")
        // Quantities are read by the reader itself, written as the page writes them.
        let yaml = """
            target: { url: "http://127.0.0.1:8000", ready_timeout: \(try documentedDefault("ready_timeout", in: "target")) }
            load:
              think_time: \(try documentedDefault("think_time", in: "load"))
              timeout: \(try documentedDefault("timeout", in: "load"))
            trial:
              think_time: \(try documentedDefault("think_time", in: "trial"))
              minimum_gain: \(try documentedDefault("minimum_gain", in: "trial"))
            """
        #expect(try Target(yaml: yaml) == defaults)
    }
}
