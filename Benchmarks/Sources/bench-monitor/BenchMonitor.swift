// What the monitor costs and what its detectors find, in one run. Rounds alternate, and so does who comes first.
//
//   swift run -c release bench-monitor [SECTION …] [--rounds 7] [--seconds 3] [--bistro PROGRAM]
import BenchmarkSections
import Foundation

@main
struct BenchMonitor {
    /// A line for each section.
    static let sections: [any BenchmarkSection<Options>] = [
        RecorderSection(), ThreadsSection(), SnapshotSection(), MiddlewareSection(), RouterSection(),
        DetectorSection(), BistroSection(),
    ]

    static func main() async { await runBenchmark("bench-monitor", sections) }
}

typealias Section = BenchmarkSection

/// What may be asked for on the command line.
struct Options: BenchmarkOptions {
    /// Rounds of each contender.
    var rounds = 7
    /// The load of a round, s.
    var seconds = 3
    /// The program of Bistro; nil when there is none to look at.
    var bistro: String?

    static var numbers: [String: WritableKeyPath<Self, Int>] { ["--rounds": \.rounds, "--seconds": \.seconds] }
    static var texts: [String: WritableKeyPath<Self, String?>] { ["--bistro": \.bistro] }
}
