// What a request costs the load generator, in CPU time, beside wrk in the same run: GET of 612 bytes from nginx over
// 50 kept-alive connections, one event loop against one thread, without think time, alternating. CPU per request is
// the figure, not requests per second: it is what the generator takes away from the target on the same machine, and
// other work on the machine moves it less.
//
//   swift run -c release bench-load [--rounds 5] [--seconds 5] [--json FILE]
import Foundation

/// One generator's measurement.
struct Measurement: Codable, Sendable {
    var requests: Int
    var seconds: Double
    var cpuSeconds: Double
    var microsecondsPerRequest: Double { cpuSeconds * 1e6 / Double(max(1, requests)) }
}

struct Report: Codable, Sendable {
    var rounds: Int
    var connections: Int
    var responseBytes: Int
    var wrk: [Measurement]
    var hone: [Measurement]
    /// Medians, µs of CPU per request.
    var wrkMicroseconds: Double
    var honeMicroseconds: Double
    var ratio: Double
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

func padded(_ value: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - value.count)) + value
}

@main
struct BenchLoad {
    static let connections = 50

    static func main() async throws {
        let arguments = CommandLine.arguments
        func option(_ name: String) -> String? {
            arguments.firstIndex(of: name).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
        }
        let rounds = option("--rounds").flatMap(Int.init) ?? 5
        let seconds = option("--seconds").flatMap(Int.init) ?? 5
        let server = try await Nginx.start()
        defer { server.stop() }
        var wrk: [Measurement] = []
        var hone: [Measurement] = []
        print("round      wrk µs  requests/s     hone µs  requests/s    ratio")
        for round in 1...max(1, rounds) {
            // Alternating which comes first cancels a drift of the machine.
            if round % 2 == 1 {
                wrk.append(try measureWrk(server.url, seconds: seconds))
                hone.append(try await measureHone(server.url, seconds: seconds))
            } else {
                hone.append(try await measureHone(server.url, seconds: seconds))
                wrk.append(try measureWrk(server.url, seconds: seconds))
            }
            printRow("\(round)", wrk[round - 1], hone[round - 1])
        }
        let report = Report(
            rounds: rounds, connections: connections, responseBytes: Nginx.bodyLength, wrk: wrk, hone: hone,
            wrkMicroseconds: median(wrk.map(\.microsecondsPerRequest)),
            honeMicroseconds: median(hone.map(\.microsecondsPerRequest)),
            ratio: median(hone.map(\.microsecondsPerRequest)) / median(wrk.map(\.microsecondsPerRequest)))
        print(
            String(
                format: "median %12.2f %24.2f %20.2f", report.wrkMicroseconds, report.honeMicroseconds, report.ratio))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let json = try encoder.encode(report)
        if let file = option("--json") {
            try json.write(to: URL(fileURLWithPath: file))
        } else {
            print(String(decoding: json, as: UTF8.self))
        }
    }

    static func printRow(_ name: String, _ wrk: Measurement, _ hone: Measurement) {
        print(
            String(
                format: "%@ %12.2f %11.0f %12.2f %11.0f %8.2f", padded(name, 5), wrk.microsecondsPerRequest,
                Double(wrk.requests) / wrk.seconds, hone.microsecondsPerRequest, Double(hone.requests) / hone.seconds,
                hone.microsecondsPerRequest / wrk.microsecondsPerRequest))
    }
}
