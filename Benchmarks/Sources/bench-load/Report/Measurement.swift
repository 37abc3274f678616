import BenchmarkSections
import Foundation

/// What one run of one generator came to.
struct Measurement: Codable, Sendable {
    /// Requests answered.
    var requests: Int
    /// How long they took.
    var seconds: Double
    /// User and system CPU of the generator's process, from its start to its end.
    var cpuSeconds: Double

    var microsecondsPerRequest: Double { cpuSeconds * 1e6 / Double(max(1, requests)) }
    var requestsPerSecond: Double { seconds > 0 ? Double(requests) / seconds : 0 }
}

/// The runs of one generator, a round each.
struct Series: Codable, Sendable {
    var name: String
    var rounds: [Measurement] = []

    var microsecondsPerRequest: Double { median(rounds.map(\.microsecondsPerRequest)) }
    var requestsPerSecond: Double { median(rounds.map(\.requestsPerSecond)) }
}

/// One way to send requests, as a process of its own.
protocol Generator: Sendable {
    var name: String { get }
    func measure() throws -> Measurement
}

/// Runs each generator once a round and prints what it came to. Which comes first alternates: that cancels a drift of
/// the machine.
func alternate(_ generators: [any Generator], rounds: Int) throws -> [Series] {
    var series = generators.map { Series(name: $0.name) }
    print(row("round", generators.map { "\($0.name) µs" }, width: 18))
    for round in 0..<rounds {
        let order = round % 2 == 0 ? Array(generators.indices) : generators.indices.reversed()
        for index in order { series[index].rounds.append(try generators[index].measure()) }
        print(row("\(round + 1)", series.map { cost($0.rounds[round]) }, width: 18))
    }
    print(row("median", series.map { String(format: "%.2f", $0.microsecondsPerRequest) }, width: 18))
    return series
}

private func cost(_ measurement: Measurement) -> String {
    String(format: "%.2f (%.0f/s)", measurement.microsecondsPerRequest, measurement.requestsPerSecond)
}
