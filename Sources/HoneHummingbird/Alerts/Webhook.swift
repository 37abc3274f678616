import Foundation
import HoneMonitor

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Where alerts are posted to: one POST each, with a JSON object `{"text", "figure", "endpoint", "isFiring", "value",
/// "threshold", "unit", "time"}`; `text` is what chat services show. Any status from 200 to 299 counts as delivered.
///
///     PerformanceMonitor(configuration: …, deliver: Webhook(url).delivery)
public struct Webhook: Sendable {
    /// How long an attempt may take, s.
    public static let timeoutSeconds = 10.0

    /// The address.
    public let url: URL

    /// A webhook of an address.
    public init(_ url: URL) { self.url = url }

    /// What a monitor delivers its alerts by. It throws ``WebhookError`` and nothing else that could name the address;
    /// the monitor tries again then.
    public var delivery: AlertDelivery {
        let url = url
        return { alert in
            var request = URLRequest(url: url, timeoutInterval: Self.timeoutSeconds)
            request.httpMethod = "POST"
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = try Self.body(alert)
            let status: Int
            do {
                status = try await Self.status(of: request)
            } catch {
                // Its own words hold the whole address.
                throw WebhookError(url, .unreachable((error as? URLError)?.code.rawValue ?? 0))
            }
            guard (200..<300).contains(status) else { throw WebhookError(url, .status(status)) }
        }
    }

    private struct Message: Encodable {
        var text: String
        var figure: String
        var endpoint: String?
        var isFiring: Bool
        var value: Double
        var threshold: Double
        var unit: String
        var time: Int64
    }

    static func body(_ alert: Alert) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(
            Message(
                text: "\(alert)", figure: alert.rule.figure.rawValue, endpoint: alert.rule.endpoint,
                isFiring: alert.isFiring, value: alert.value, threshold: alert.rule.threshold,
                unit: alert.rule.figure.unit, time: alert.time))
    }

    private static func status(of request: URLRequest) async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            let task = URLSession.shared.dataTask(with: request) { _, response, error in
                if let error {
                    continuation.resume(throwing: error)
                } else {
                    continuation.resume(returning: (response as? HTTPURLResponse)?.statusCode ?? 0)
                }
            }
            task.resume()
        }
    }
}

/// A webhook did not take an alert. It names the host and no more of the address, whose path or query is the key to
/// most chat services and would stand in the log.
public struct WebhookError: Error, Equatable, CustomStringConvertible {
    /// What went wrong.
    public enum Problem: Sendable, Equatable {
        /// It answered with this status.
        case status(Int)
        /// It did not answer: the code of Foundation's `URLError`, such as -1004 for a refused connection; 0 when there
        /// is none.
        case unreachable(Int)
    }

    /// The host of the address, with its port where it has one.
    public var host: String
    /// What went wrong.
    public var problem: Problem

    /// An error of an address, of which it keeps the host.
    public init(_ url: URL, _ problem: Problem) {
        host = (url.host ?? "?") + (url.port.map { ":\($0)" } ?? "")
        self.problem = problem
    }

    /// One sentence.
    public var description: String {
        switch problem {
        case .status(let status):
            "the webhook at \(host) answered \(status) to an alert, where a status from 200 to 299 is expected"
        case .unreachable(let code):
            "the webhook at \(host) could not be reached (URLError \(code)); look whether it runs and its address is right"
        }
    }
}
