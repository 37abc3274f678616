import Foundation
import HoneAgent
import HoneCore

/// Renders evidence as comma-separated values (RFC 4180: CRLF, quotes doubled), a heading in the first line, times in
/// ms and sizes in bytes, for a spreadsheet.
public struct CSVRenderer: Sendable {
    /// A renderer.
    public init() {}

    /// The levels of load, a line each; only the heading when load was not measured.
    public func loadLevels(_ evidence: Evidence) -> String {
        let heading = [
            "users", "requests_per_second", "average_ms", "min_ms", "p50_ms", "p90_ms", "p95_ms", "p99_ms", "max_ms",
            "error_share", "bytes_per_request", "target_cpu", "target_memory_mb", "target_descriptors",
            "generator_saturated",
        ]
        let rows = (evidence.load.value?.levels ?? []).map { level in
            [String(level.users), number(level.requestsPerSecond)] + figures(level.latency) + [
                number(level.errorShare), number(level.bytesPerRequest), number(level.targetCPU),
                number(level.targetMemory), level.targetDescriptors.map(String.init) ?? "",
                String(level.generatorSaturated),
            ]
        }
        return lines([heading] + rows)
    }

    private func figures(_ latency: LatencySnapshot) -> [String] {
        guard latency.count > 0 else { return Array(repeating: "", count: 7) }
        return [
            latency.average, latency.min, latency.p50, latency.p90, latency.p95, latency.p99, latency.max,
        ].map(number)
    }

    func lines(_ rows: [[String]]) -> String { rows.map { $0.joined(separator: ",") + "\r\n" }.joined() }

    func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        return String(format: "%.6g", value)
    }

    /// A field that a spreadsheet takes for text: quoted where RFC 4180 asks for it, and with an apostrophe before a
    /// sign that would make it a formula (OWASP, "CSV Injection"). Scalar by scalar, as whoever reads it does: a comma
    /// with a combining mark behind it is another `Character`, and ends a field all the same.
    func text(_ value: String) -> String {
        let isFormula = value.unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
        let plain = isFormula ? "'" + value : value
        guard plain.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return plain }
        var quoted = "\""
        for scalar in plain.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
