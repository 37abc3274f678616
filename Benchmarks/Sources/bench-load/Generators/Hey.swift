import BenchmarkSections
import Foundation

/// hey, with as many threads as it likes.
struct Hey: Generator {
    var name = "hey"
    var url: String
    var connections = 50
    var seconds: Int

    func measure() throws -> Measurement {
        let finished = try runCommand(["hey", "-c", "\(connections)", "-z", "\(seconds)s", url])
        let lines = finished.output.split(separator: "\n")
        // "  Total:	5.0011 secs" and "  [200]	123456 responses"
        func number(_ start: String) -> Double? {
            lines.first { $0.drop(while: \.isWhitespace).hasPrefix(start) }
                .flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }.flatMap { Double($0) }
        }
        guard let total = number("Total:"), let requests = number("[200]") else {
            throw BenchmarkError("hey said nothing of requests: \(finished.output.suffix(1_000))")
        }
        guard !finished.output.contains("Error distribution") else {
            throw BenchmarkError("requests of hey failed: \(finished.output.suffix(1_000))")
        }
        return Measurement(requests: Int(requests), seconds: total, cpuSeconds: finished.cpuSeconds)
    }

    /// What hey would report at a rate, which it keeps by making each worker wait for its turn.
    func told(perSecond rate: Int) throws -> Told {
        let finished = try runCommand([
            "hey", "-c", "\(connections)", "-q", "\(rate / connections)", "-z", "\(seconds)s", "-o", "csv", url,
        ])
        // Its summary has no p99.9, but the times of all requests are in the first column, seconds.
        let times = finished.output.split(separator: "\n").dropFirst()
            .compactMap { $0.split(separator: ",").first.flatMap { Double($0) } }.map { $0 * 1_000 }
        guard !times.isEmpty else { throw BenchmarkError("hey listed no requests: \(finished.output.prefix(500))") }
        return Told(
            "hey -c \(connections) -q \(rate / connections)", rate: Double(times.count) / Double(seconds), of: times)
    }
}
