import HoneMonitor
import NIOCore
import ServiceLifecycle

extension PerformanceMonitor {
    /// Measures how late event loops are: on each loop something is due every so often, and how much later it comes is
    /// what a request on that loop waits. Costs a timer of some microseconds each time.
    ///
    ///     var app = Application(router: router)
    ///     app.addServices(monitor.watch(app.eventLoopGroup))
    /// - Parameters:
    ///   - group: the loops.
    ///   - interval: how often.
    /// - Returns: what stops it, and a service that does until the app shuts down; to be kept, as it stops when it goes
    ///   away.
    public func watch(_ group: any EventLoopGroup, every interval: TimeAmount = .milliseconds(100)) -> EventLoopWatch {
        EventLoopWatch(group, every: interval) { [weak self] lag in
            self?.recordEventLoopLag(nanoseconds: lag)
        }
    }
}

/// Measures how late event loops are, until it is stopped or goes away.
public final class EventLoopWatch: Service, Sendable {
    private let tasks: [RepeatedTask]

    init(_ group: any EventLoopGroup, every interval: TimeAmount, tell: @escaping @Sendable (UInt64) -> Void) {
        tasks = group.makeIterator().map { loop in
            // Only its own loop reads and writes it, whoever makes it.
            let due = NIOLoopBoundBox.makeBoxSendingValue(loop.now + interval, eventLoop: loop)
            return loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
                let now = loop.now
                tell(UInt64(max(0, (now - due.value).nanoseconds)))
                due.value = now + interval
            }
        }
    }

    /// Waits until the app shuts down, and stops then.
    public func run() async throws {
        defer { stop() }
        try await gracefulShutdown()
    }

    /// Stops it.
    public func stop() {
        for task in tasks { task.cancel() }
    }

    deinit {
        stop()
    }
}
