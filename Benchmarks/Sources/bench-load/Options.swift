import BenchmarkSections
import Foundation

/// What the command line asks for.
struct Options: Sendable {
    /// Sections named; empty for the usual ones.
    var sections: [String] = []
    /// Alternating rounds; their median counts.
    var rounds = 5
    /// Seconds of each run that measures cost.
    var seconds = 5
    /// Seconds of each run against the frozen server: whole periods of 10.
    var truthSeconds = 60
    /// Minutes of `memory-run`.
    var minutes = 10.0
    /// Where the figures go as JSON; nil for nowhere.
    var json: String?

    init(_ arguments: [String], sections known: [any Section]) throws {
        var rest = arguments[...]
        func value<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value {
            let text = rest.popFirst()
            guard let value = text.flatMap(read) else {
                throw BenchmarkError("\(name) needs a value that makes sense; found '\(text ?? "nothing")'")
            }
            return value
        }
        func positive(_ text: String) -> Int? { Int(text).flatMap { $0 > 0 ? $0 : nil } }
        while let argument = rest.popFirst() {
            switch argument {
            case "--rounds": rounds = try value(argument, positive)
            case "--seconds": seconds = try value(argument, positive)
            case "--truth-seconds":
                truthSeconds = try value(argument) { positive($0).flatMap { $0 % 10 == 0 ? $0 : nil } }
            case "--minutes": minutes = try value(argument) { Double($0).flatMap { $0 > 0 ? $0 : nil } }
            case "--json": json = try value(argument) { $0 }
            case let name where known.contains { $0.name == name }: sections.append(name)
            default:
                throw BenchmarkError(
                    "unknown '\(argument)'; sections: \(known.map(\.name).joined(separator: ", ")); options: --rounds N, "
                        + "--seconds N, --truth-seconds N (whole tens), --minutes N, --json FILE")
            }
        }
    }

    func wants(_ section: any Section) -> Bool {
        sections.isEmpty ? section.isUsual : sections.contains(section.name)
    }
}
