// What the database parts cost beside what they are built on, in the same run on the same machine. Rounds alternate, and
// so does who comes first.
//
//   swift run -c release bench-database [SECTION …] [--rounds 7] [--reads 2000]
import Foundation

@main
struct BenchDatabase {
    /// A line for each section.
    static let sections: [any Section] = [
        PoolSection(), ConcurrentWriters(),
    ]

    static func main() async {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()), known: sections.map(\.name))
            for section in sections where options.sections.isEmpty || options.sections.contains(section.name) {
                print("\n\(section.name): \(section.title)")
                try await section.run(options)
            }
        } catch {
            FileHandle.standardError.write(Data("bench-database: \(error)\n".utf8))
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
    /// Reads of each task in a round.
    var reads = 2_000

    init(_ arguments: [String], known: [String]) throws {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--rounds": rounds = try Self.number(after: word, &rest)
            case "--reads": reads = try Self.number(after: word, &rest)
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
