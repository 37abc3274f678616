// What the monitor costs and what its detectors find, in one run. Rounds alternate, and so does who comes first.
//
//   swift run -c release bench-monitor [SECTION …] [--rounds 7] [--seconds 3] [--bistro PROGRAM]
import Foundation

@main
struct BenchMonitor {
    /// A line for each section.
    static let sections: [any Section] = [
        RecorderSection(), ThreadsSection(), SnapshotSection(), MiddlewareSection(), DetectorSection(), BistroSection(),
    ]

    static func main() async {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()), known: sections.map(\.name))
            for section in sections where options.sections.isEmpty || options.sections.contains(section.name) {
                print("\n\(section.name): \(section.title)")
                try await section.run(options)
            }
        } catch {
            FileHandle.standardError.write(Data("bench-monitor: \(error)\n".utf8))
            exit(1)
        }
    }
}

/// A part of the benchmark that is run by its name.
protocol Section: Sendable {
    /// The word that asks for it.
    var name: String { get }
    /// What it is about, in a line.
    var title: String { get }
    /// Measures, printing each round and the medians.
    func run(_ options: Options) async throws
}

/// What was asked for on the command line.
struct Options: Sendable {
    /// Sections by name; all when empty.
    var sections: [String] = []
    /// Rounds of each contender.
    var rounds = 7
    /// The load of a round, s.
    var seconds = 3
    /// The program of Bistro; nil when there is none to look at.
    var bistro: String?

    init(_ arguments: [String], known: [String]) throws {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--rounds": rounds = try Self.number(after: word, &rest)
            case "--seconds": seconds = try Self.number(after: word, &rest)
            case "--bistro": bistro = rest.popFirst()
            case _ where known.contains(word): sections.append(word)
            default:
                throw BenchmarkError("\(word) is neither a section (\(known.joined(separator: ", "))) nor an option")
            }
        }
    }

    private static func number(after word: String, _ rest: inout ArraySlice<String>) throws -> Int {
        guard let number = rest.popFirst().flatMap(Int.init), number > 0 else {
            throw BenchmarkError("\(word) takes a number from 1 on")
        }
        return number
    }
}

/// A benchmark that cannot be run so, and why.
struct BenchmarkError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// The middle of an odd number of values, and the mean of the middle two of an even one.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// A number with so many decimals.
func number(_ value: Double, _ decimals: Int = 1) -> String { String(format: "%.\(decimals)f", value) }
