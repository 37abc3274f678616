// What the cache, the caching middleware and compression cost beside their peers, in the same run on the same machine.
// Rounds alternate, and so does who comes first.
//
//   swift run -c release bench-cache [SECTION …] [--rounds 7] [--requests 4000000] [--traces FOLDER] [--json FILE]
import BenchmarkSections
import Foundation

@main
struct BenchCache {
    /// A line for each section.
    static let sections: [any BenchmarkSection<Options>] = [
        TextHitSection(), IntegerHitSection(), OverheadSection(), FlightSection(), HeadersSection(), GzipSection(),
        RatioSection(),
    ]

    static func main() async {
        await runBenchmark("bench-cache", sections)
        Results.shared.printAll()
    }
}

typealias Section = BenchmarkSection

/// What may be asked for on the command line.
struct Options: BenchmarkOptions {
    /// Rounds of each contender.
    var rounds = 7
    /// Hits of each thread in a round.
    var requests = 4_000_000
    /// A folder with traces, a key a line, in files `NAME.txt`; nil for none.
    var traces: String?
    /// Where the results are written as JSON; nil for the end of what is printed.
    var json: String?

    static var numbers: [String: WritableKeyPath<Self, Int>] {
        ["--rounds": \.rounds, "--requests": \.requests]
    }
    static var texts: [String: WritableKeyPath<Self, String?>] { ["--traces": \.traces, "--json": \.json] }
}
