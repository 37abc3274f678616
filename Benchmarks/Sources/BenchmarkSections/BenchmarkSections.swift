// What the benchmarks that are run by sections share: `PROGRAM [SECTION …] [--rounds 7] …` runs the sections named, or
// all of them, one after the other.
import Foundation

/// A part of a benchmark that is run by its name.
public protocol BenchmarkSection<Options>: Sendable {
    /// What the benchmark's command line may say beside sections.
    associatedtype Options: BenchmarkOptions
    /// The word that asks for it.
    var name: String { get }
    /// What it is about, in a line.
    var title: String { get }
    /// Measures, printing each round and the medians.
    func run(_ options: Options) async throws
}

/// Runs what the command line asks for, and ends the program with status 1 when that cannot be.
/// - Parameters:
///   - program: its name, said before an error.
///   - sections: all that it has, in the order in which they are run.
public func runBenchmark<Options: BenchmarkOptions>(_ program: String, _ sections: [any BenchmarkSection<Options>])
    async
{
    do {
        let asked = try BenchmarkCommand<Options>(
            Array(CommandLine.arguments.dropFirst()), sections: sections.map(\.name))
        for section in sections where asked.wants(section.name) {
            print("\n\(section.name): \(section.title)")
            try await section.run(asked.options)
        }
    } catch {
        FileHandle.standardError.write(Data("\(program): \(error)\n".utf8))
        exit(1)
    }
}
