import Foundation
import HoneMonitor
import NIOCore
import Synchronization

/// What the listeners of `events` are sent: the metrics and the system of now, made once a second however many listen,
/// and not at all when nobody does.
final class EventFeed: Sendable {
    /// One listener, from its answer to its end. It counts as long as somebody holds it, so that a client that goes
    /// before its body is begun is not counted for ever.
    final class Listener: Sendable {
        private let feed: EventFeed
        fileprivate init(_ feed: EventFeed) { self.feed = feed }
        deinit { feed.state.withLock { $0.listeners -= 1 } }
    }

    private struct Snapshot: Encodable {
        var metrics: MonitorSnapshot
        var system: SystemSnapshot?
    }

    private struct State {
        var listeners = 0
        var block = ByteBuffer()
        var made: ContinuousClock.Instant?
    }

    /// Listeners served at once; each holds a connection and is written some kilobytes a second.
    let maximumListeners: Int
    /// The time from one to the next.
    let interval: Duration
    private let monitor: PerformanceMonitor
    private let state = Mutex(State())

    init(monitor: PerformanceMonitor, maximumListeners: Int = 16, interval: Duration = .seconds(1)) {
        self.monitor = monitor
        self.maximumListeners = maximumListeners
        self.interval = interval
    }

    /// How many listen.
    var listeners: Int { state.withLock { $0.listeners } }

    /// One more listener; nil when there are as many as are served.
    func join() -> Listener? {
        let isFree = state.withLock { state in
            guard state.listeners < maximumListeners else { return false }
            state.listeners += 1
            return true
        }
        return isFree ? Listener(self) : nil
    }

    /// What is known now as a server-sent event (HTML standard §9.2.6), then again and again until `finish` of the
    /// continuation is called or nobody reads on. A reader that is slow misses some rather than having them gather.
    func blocks() -> (stream: AsyncStream<ByteBuffer>, continuation: AsyncStream<ByteBuffer>.Continuation) {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(1))
        let ticking = Task { [interval] in
            while !Task.isCancelled {
                continuation.yield(self.block())
                try? await Task.sleep(for: interval)
            }
        }
        continuation.onTermination = { _ in ticking.cancel() }
        return (stream, continuation)
    }

    /// The latest event; made anew when it is older than nine tenths of the interval.
    private func block() -> ByteBuffer {
        let now = ContinuousClock.now
        let recent: ByteBuffer? = state.withLock { state in
            if let made = state.made, now - made < interval * 9 / 10 { return state.block }
            // Whoever comes meanwhile takes the one before rather than making another.
            state.made = now
            return nil
        }
        if let recent, recent.readableBytes > 0 { return recent }
        var block = ByteBuffer(string: "event: snapshot\ndata: ")
        let snapshot = Snapshot(metrics: monitor.snapshot().sayable, system: try? monitor.systemSnapshot())
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A comment keeps the connection alive.
        guard let json = try? encoder.encode(snapshot) else { return ByteBuffer(string: ": not now\n\n") }
        block.writeBytes(json)
        block.writeString("\n\n")
        state.withLock { $0.block = block }
        return block
    }
}
