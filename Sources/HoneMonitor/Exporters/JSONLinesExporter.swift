import Dispatch
import Logging
import Synchronization

/// Writes a line per request to a file, off the path of the request.
///
/// A request only appends a value to a bounded queue, one for each recording thread; a background queue writes what has
/// gathered five times a second. A full disk or a missing folder never fails a request: lines that cannot be written
/// are counted, and trouble is reported once until writing works again.
final class JSONLinesExporter: Sendable {
    /// How long lines gather before they are written: 200 ms.
    private static let gathering = DispatchTimeInterval.milliseconds(200)
    /// Lines that are written before writing counts as working again, so that trouble is told anew.
    private static let linesUntilWell = 500
    /// Queues; a power of two.
    private static let queueCount = 8

    private struct State {
        var written = 0
        var failed = 0
        var rotated = 0
        var failure: String?
        /// Lines that were written when trouble was last told.
        var writtenWhenTold: Int?
    }

    private struct Waiting {
        var lines: [RequestLine] = []
        var dropped = 0
    }

    private final class Queue: Sendable {
        let waiting = Mutex(Waiting())
    }

    private let path: String
    private let capacity: Int
    private let logger: Logger
    private let endpointName: @Sendable (Int) -> String
    private let queues: [Queue]
    /// Lines in all queues.
    private let waiting = Atomic<Int>(0)
    private let isScheduled = Atomic<Bool>(false)
    private let state = Mutex(State())
    private let file: Mutex<LogFile>
    private let background = DispatchQueue(label: "hone.monitor.log", qos: .utility)

    /// - Parameters:
    ///   - path: the file.
    ///   - capacity: lines that may wait, of all threads together.
    ///   - rotation: when the file is moved away.
    ///   - clock: tells the age of the file.
    ///   - logger: where trouble is reported.
    ///   - endpointName: the name of an endpoint's number.
    init(
        path: String, capacity: Int, rotation: LogRotation, clock: MonitorClock, logger: Logger,
        endpointName: @escaping @Sendable (Int) -> String
    ) {
        self.path = path
        self.capacity = capacity
        self.logger = logger
        self.endpointName = endpointName
        queues = (0..<Self.queueCount).map { _ in Queue() }
        file = Mutex(LogFile(path: path, rotation: rotation, unixMilliseconds: clock.unixMilliseconds))
    }

    /// Queues a line; drops and counts it when too many wait.
    func write(_ line: RequestLine) {
        let before = waiting.add(1, ordering: .relaxed).oldValue
        queues[ThreadNumber.current & (Self.queueCount - 1)].waiting.withLock { waiting in
            if before < capacity { waiting.lines.append(line) } else { waiting.dropped += 1 }
        }
        if before >= capacity { waiting.subtract(1, ordering: .relaxed) }
        // Long before they are too many they are written without waiting for more.
        if before == capacity / 2 { background.async { [weak self] in self?.drain() } }
        guard !isScheduled.load(ordering: .relaxed), !isScheduled.exchange(true, ordering: .acquiringAndReleasing)
        else { return }
        background.asyncAfter(deadline: .now() + Self.gathering) { [weak self] in self?.drain() }
    }

    /// Writes everything that waits before it returns.
    func flush() {
        drain()
    }

    func snapshot() -> LogSnapshot {
        let dropped = queues.reduce(0) { $0 + $1.waiting.withLock { $0.dropped } }
        return state.withLock {
            LogSnapshot(
                path: path, written: $0.written, dropped: dropped, failed: $0.failed, rotated: $0.rotated,
                failure: $0.failure)
        }
    }

    /// About how many bytes the queues hold.
    var memoryBytes: Int {
        queues.reduce(0) { $0 + $1.waiting.withLock { $0.lines.capacity } } * MemoryLayout<RequestLine>.stride
    }

    private func drain() {
        // The file's lock is held throughout, so that two drains cannot swap the order of lines.
        file.withLock { file in
            isScheduled.store(false, ordering: .releasing)
            var lines: [RequestLine] = []
            for queue in queues {
                queue.waiting.withLock { waiting in
                    lines += waiting.lines
                    waiting.lines.removeAll(keepingCapacity: true)
                }
            }
            waiting.subtract(lines.count, ordering: .relaxed)
            guard !lines.isEmpty else { return }
            lines.sort { $0.unixMilliseconds < $1.unixMilliseconds }
            var text = ""
            for line in lines { line.append(to: &text, name: endpointName(line.endpoint)) }
            do throws(LogFile.WriteError) {
                let hasRotated = try file.append(text)
                state.withLock {
                    $0.written += lines.count
                    $0.rotated += hasRotated ? 1 : 0
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
            state.failure = error.description
            // On a disk that is nearly full a few lines fit now and then.
            let isNews = state.writtenWhenTold.map { state.written - $0 >= Self.linesUntilWell } ?? true
            if isNews { state.writtenWhenTold = state.written }
            return isNews
        }
        if isNews { logger.error("\(error.description)") }
    }

    deinit {
        drain()
    }
}
