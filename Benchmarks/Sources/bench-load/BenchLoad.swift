// The load generator beside its peers, in the same run, on the same machine: what a request costs (CPU time, not
// requests per second: it is what a generator takes away from a target on the same machine, and other work moves it
// less), what an idle user costs, whether what it reports is true, and whether it starts on time.
//
//   swift run -c release bench-load [SECTION …] [--rounds 5] [--seconds 5] [--minutes 10] [--json FILE]
//
// Each run, ours too, is a process of its own, so that all of them pay for their start and are weighed by the same
// means (getrusage of ended children). Rounds alternate, and so does who comes first.
import Foundation

@main
struct BenchLoad {
    static let sections: [any Section] = [
        PlainSection(), PeersSection(), ReferenceScenarioSection(), MemorySection(), TruthSection(), StartSection(),
        HTTP2Section(), MemoryRunSection(),
    ]

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            if arguments.first == Child.argument { return try await Child.run(Array(arguments.dropFirst())) }
            let options = try Options(arguments, sections: sections)
            guard try await measure(options) else { exit(1) }
        } catch {
            FileHandle.standardError.write(Data("bench-load: \(error)\n".utf8))
            exit(1)
        }
    }

    /// Runs the sections wanted; one that cannot be measured here does not keep the others from it.
    /// - Returns: whether all of them were measured.
    private static func measure(_ options: Options) async throws -> Bool {
        var report = Report(options)
        for section in sections where options.wants(section) {
            print("\n\(section.name): \(section.title)")
            do {
                let found = try await section.run(options)
                printFigures(found.figures)
                report.sections[section.name] = found
            } catch {
                print("not measured: \(error)")
                report.notMeasured[section.name] = "\(error)"
            }
        }
        if let file = options.json { try report.write(to: file) }
        return report.notMeasured.isEmpty
    }
}

/// A part of the benchmark that is run by its name.
protocol Section: Sendable {
    /// The word that asks for it.
    var name: String { get }
    /// What it is about, in a line.
    var title: String { get }
    /// Whether it is run when none is named.
    var isUsual: Bool { get }
    /// Measures, printing each round.
    func run(_ options: Options) async throws -> SectionReport
}

extension Section {
    var isUsual: Bool { true }
}
