import Dispatch
import Logging
import Synchronization

/// Writes a line per request to a file, off the path of the request.
///
/// A request only appends a value to a bounded queue; a background queue writes what has gathered five times a
/// second. A full disk or a missing folder never fails a request: lines that cannot be written are counted, and
/// trouble is reported once until writing works again.
final class JSONLinesExporter: Sendable {
    /// How long lines gather before they are written: 200 ms.
    private static let gathering = DispatchTimeInterval.milliseconds(200)

    private struct State {
        var waiting: [RequestLine] = []
        var isScheduled = false
        var written = 0
        var dropped = 0
        var failed = 0
        var failure: String?
    }

    private let path: String
    private let capacity: Int
    private let logger: Logger
    private let state: Mutex<State>
    private let file: Mutex<LogFile>
    private let background = DispatchQueue(label: "hone.monitor.log", qos: .utility)

    init(path: String, capacity: Int, logger: Logger) {
        self.path = path
        self.capacity = capacity
        self.logger = logger
        var state = State()
        state.waiting.reserveCapacity(min(capacity, 1_024))
        self.state = Mutex(state)
        file = Mutex(LogFile(path: path))
    }

    /// Queues a line; drops and counts it when too many wait.
    func write(_ line: RequestLine) {
        let mustSchedule = state.withLock { state in
            guard state.waiting.count < capacity else {
                state.dropped += 1
                return false
            }
            state.waiting.append(line)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if mustSchedule {
            background.asyncAfter(deadline: .now() + Self.gathering) { [weak self] in self?.drain() }
        }
    }

    /// Writes everything that waits before it returns.
    func flush() {
        drain()
    }

    func snapshot() -> LogSnapshot {
        state.withLock {
            LogSnapshot(
                path: path, written: $0.written, dropped: $0.dropped, failed: $0.failed, failure: $0.failure)
        }
    }

    private func drain() {
        // The file's lock is held throughout, so that two drains cannot swap the order of lines.
        file.withLock { file in
            let lines = state.withLock { state in
                state.isScheduled = false
                let lines = state.waiting
                state.waiting.removeAll(keepingCapacity: true)
                return lines
            }
            guard !lines.isEmpty else { return }
            var text = ""
            for line in lines { line.append(to: &text) }
            do throws(LogFile.WriteError) {
                try file.append(text)
                state.withLock {
                    $0.written += lines.count
                    $0.failure = nil
                }
            } catch {
                report(error, lost: lines.count)
            }
        }
    }

    private func report(_ error: LogFile.WriteError, lost: Int) {
        let isNews = state.withLock { state in
            state.failed += lost
            defer { state.failure = error.description }
            return state.failure == nil
        }
        if isNews { logger.error("\(error.description)") }
    }

    deinit {
        drain()
    }
}
