import BenchmarkSections
import Foundation

/// h2load with one connection and one thread.
struct H2load: Generator {
    var name = "h2load"
    var url: String
    var streams: Int
    var seconds: Int

    func measure() throws -> Measurement {
        let finished = try runCommand([
            "h2load", "-t1", "-c1", "-m\(streams)", "--duration=\(seconds)", url + plainPath,
        ])
        // "requests: 216053 total, 216085 started, 216053 done, 216053 succeeded, 0 failed, 0 errored, 0 timeout"
        guard let line = finished.output.split(separator: "\n").first(where: { $0.hasPrefix("requests: ") }) else {
            throw BenchmarkError("h2load said nothing of requests: \(finished.output.suffix(1_000))")
        }
        func count(_ word: String) -> Int? {
            line.split(separator: ",").first { $0.hasSuffix(" \(word)") }?
                .split(separator: " ").compactMap { Int($0) }.first
        }
        guard let succeeded = count("succeeded"), succeeded > 0, count("failed") == 0, count("errored") == 0 else {
            throw BenchmarkError("requests of h2load failed: \(line)")
        }
        return Measurement(requests: succeeded, seconds: Double(seconds), cpuSeconds: finished.cpuSeconds)
    }
}
