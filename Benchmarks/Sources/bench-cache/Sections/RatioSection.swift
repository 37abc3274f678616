import BenchmarkSections
import Foundation
import HoneCache

/// Hit ratios by policy on recorded traces.
struct RatioSection: Section {
    let name = "ratios"
    let title = "hit ratios in % on the traces of --traces, at 1 %, 5 %, 10 % and 20 % of the keys"

    func run(_ options: Options) async throws {
        Results.shared.write(to: options.json)
        guard let folder = options.traces else { return print("  no --traces given") }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt") }.sorted()
        guard !files.isEmpty else { throw BenchmarkError("there is no NAME.txt in \(folder)") }
        print("| trace | entries | " + CachePolicy.allCases.map(\.rawValue).joined(separator: " | ") + " |")
        print("|---|---|" + String(repeating: "---|", count: CachePolicy.allCases.count))
        // By how many points ours is behind the paper's policy, at worst, and behind the best of all.
        var (worst, behind) = (Double.infinity, [Double]())
        for file in files {
            let trace = try Self.trace(folder + "/" + file)
            let simulation = CacheSimulation(trace, shares: [0.01, 0.05, 0.1, 0.2])
            var rest = simulation.outcomes[...]
            while let first = rest.first {
                let row = rest.prefix(CachePolicy.allCases.count)
                rest = rest.dropFirst(CachePolicy.allCases.count)
                var percent: [CachePolicy: Double] = [:]
                for outcome in row { percent[outcome.policy] = outcome.hitRatio * 100 }
                let cells = row.map { number($0.hitRatio * 100) }
                print("| \(file.dropLast(4)) | \(first.capacity) | " + cells.joined(separator: " | ") + " |")
                let ours = percent[.adaptive] ?? 0
                worst = min(worst, ours - (percent[.s3FIFO] ?? 0))
                percent[.optimum] = nil
                behind.append((percent.values.max() ?? 0) - ours)
            }
        }
        Results.shared.add(
            Figure(
                section: name, what: "least of Hone − S3-FIFO over \(behind.count) rows", value: worst, unit: "points",
                bar: .least(-0.3)))
        Results.shared.add(
            Figure(
                section: name, what: "rows on which Hone is the best or within 0.1 points of it",
                value: Double(behind.count { $0 <= 0.1 }), unit: "of \(behind.count)",
                peer: "median distance to the best \(number(median(behind), 2)) points"))
    }

    /// A key a line.
    private static func trace(_ path: String) throws -> KeyTrace {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw BenchmarkError("\(path) cannot be read")
        }
        // As bytes: traces have millions of lines.
        return KeyTrace(bytes.split(separator: UInt8(ascii: "\n")))
    }
}
