// What the database parts cost beside what they are built on, in the same run on the same machine. Rounds alternate, and
// so does who comes first.
//
//   swift run -c release bench-database [SECTION …] [--rounds 7] [--reads 2000]
import BenchmarkSections

@main
struct BenchDatabase {
    /// A line for each section.
    static let sections: [any BenchmarkSection<Options>] = [
        PoolSection(), ConcurrentWriters(),
    ]

    static func main() async { await runBenchmark("bench-database", sections) }
}

typealias Section = BenchmarkSection

/// What may be asked for on the command line.
struct Options: BenchmarkOptions {
    /// Rounds of each contender.
    var rounds = 7
    /// Reads of each task in a round.
    var reads = 2_000

    static var numbers: [String: WritableKeyPath<Self, Int>] { ["--rounds": \.rounds, "--reads": \.reads] }
}
