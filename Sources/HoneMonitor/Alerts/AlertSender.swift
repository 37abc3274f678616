import Logging
import Synchronization

/// How an alert reaches somebody, such as a POST to a webhook. Throws when it did not.
public typealias AlertDelivery = @Sendable (Alert) async throws -> Void

/// Delivers alerts one after the other, in order: tried again with growing pauses, never more than so many waiting.
final class AlertSender: Sendable {
    /// Alerts that may wait; the oldest of more is dropped and counted.
    static let capacity = 64
    /// Times that an alert is tried.
    static let attempts = 6
    /// The pause after the first failure; each further one is twice as long: 1 + 2 + 4 + 8 + 16 s.
    static let firstPause = Duration.seconds(1)

    private struct State {
        var waiting: [Alert] = []
        var isSending = false
        var sent = 0
        var dropped = 0
        var failed = 0
    }

    private let deliver: AlertDelivery
    private let pause: @Sendable (Duration) async throws -> Void
    private let logger: Logger
    private let state = Mutex(State())

    init(
        logger: Logger, pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        deliver: @escaping AlertDelivery
    ) {
        self.logger = logger
        self.pause = pause
        self.deliver = deliver
    }

    /// Queues an alert.
    func send(_ alert: Alert) {
        let mustStart = state.withLock { state in
            if state.waiting.count >= Self.capacity {
                state.waiting.removeFirst()
                state.dropped += 1
            }
            state.waiting.append(alert)
            defer { state.isSending = true }
            return !state.isSending
        }
        if mustStart { Task { await drain() } }
    }

    var counts: AlertCounts {
        state.withLock { AlertCounts(sent: $0.sent, dropped: $0.dropped, failed: $0.failed, waiting: $0.waiting.count) }
    }

    private func drain() async {
        while let alert = next() {
            let isSent = await tryToSend(alert)
            state.withLock { state in
                if isSent { state.sent += 1 } else { state.failed += 1 }
            }
        }
    }

    private func next() -> Alert? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isSending = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }

    private func tryToSend(_ alert: Alert) async -> Bool {
        var wait = Self.firstPause
        for attempt in 1...Self.attempts {
            do {
                try await deliver(alert)
                return true
            } catch {
                guard attempt < Self.attempts, (try? await pause(wait)) != nil else {
                    logger.error("could not deliver the alert \"\(alert)\" in \(attempt) attempts: \(error)")
                    return false
                }
                wait *= 2
            }
        }
        return false
    }
}

/// How the delivery of alerts fares.
public struct AlertCounts: Sendable, Codable, Equatable {
    /// Delivered.
    public var sent: Int
    /// Lost because too many waited.
    public var dropped: Int
    /// Lost because every attempt failed.
    public var failed: Int
    /// Not yet tried.
    public var waiting: Int
}
