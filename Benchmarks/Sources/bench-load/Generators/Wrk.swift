import BenchmarkSections
import Foundation
import HoneCore

/// wrk, with one thread.
struct Wrk: Generator {
    var name = "wrk"
    var url: String
    var connections = 50
    var seconds: Int

    func measure() throws -> Measurement {
        let finished = try runCommand(["wrk", "-t1", "-c\(connections)", "-d\(seconds)s", url])
        // "  123456 requests in 5.00s, 101.02MB read"; what failed is told only when something did.
        guard let line = finished.output.split(separator: "\n").first(where: { $0.contains(" requests in ") }),
            let requests = line.split(separator: " ").first.flatMap({ Int($0) })
        else { throw BenchmarkError("wrk said nothing of requests: \(finished.output)") }
        guard !finished.output.contains("Socket errors"), !finished.output.contains("Non-2xx") else {
            throw BenchmarkError("requests of wrk failed: \(finished.output)")
        }
        // The time is printed with units that change; what was asked for is right within a percent.
        return Measurement(requests: requests, seconds: Double(seconds), cpuSeconds: finished.cpuSeconds)
    }

    /// What wrk would report, percentiles that it only tells a script included.
    func told() throws -> Told {
        let script = benchmarksFolder.appendingPathComponent("peers/wrk-percentiles.lua").path
        let finished = try runCommand(["wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "-s", script, url])
        struct Line: Decodable { var requests: Int, p50: Double, p99: Double, p999: Double, max: Double }
        guard let text = finished.output.split(separator: "\n").last(where: { $0.hasPrefix("{") }),
            let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8))
        else { throw BenchmarkError("wrk's script printed no percentiles: \(finished.output)") }
        return Told(
            "wrk -t1 -c\(connections)", rate: Double(line.requests) / Double(seconds), p50: line.p50, p99: line.p99,
            p999: line.p999, max: line.max)
    }
}
