import Dispatch
import Synchronization

/// The keys of a cache on their way to a file: what ``Cache/record(to:rate:maximumBytes:queueCapacity:)`` gives.
///
/// A sampled request appends a number to a bounded queue; a background queue writes what has gathered five times a
/// second. What does not fit into the queue is dropped and counted. At its limit the file is ended with a line that
/// says so, and nothing more is recorded.
public final class CacheRecording: Sendable {
    /// How long samples gather before they are written: 200 ms.
    private static let gathering = DispatchTimeInterval.milliseconds(200)

    /// A request, or a store, of a sampled key.
    struct Sample: Sendable {
        /// Since the recording began.
        var milliseconds: UInt64
        var hash: UInt64
        /// The value's weight when it was stored; -1 for a request.
        var weight = -1
        /// How long it is fresh, ms; `endless` when it has no end.
        var ttl = Sample.endless

        static let endless = UInt64.max
    }

    private struct Waiting {
        var samples: [Sample] = []
        var dropped = 0
    }

    private struct Writing: ~Copyable {
        var file: TraceFile
        var state = RecordingStatistics.State.recording
        var requests = 0
        var stores = 0
        var lastMillisecond: UInt64 = 0
        /// What the cache had counted when it was last asked.
        var totals = Totals()
    }

    /// What the cache has counted.
    struct Totals: Sendable {
        var requests = 0
        var misses = 0
    }

    /// The file.
    public let path: String
    /// The share of the keys that is recorded.
    public var rate: Double { sampling.rate }

    /// Which keys are kept, by their hashes with the salt.
    let sampling: SpatialSampling
    let salt: UInt64
    private let start: UInt64
    private let maximumBytes: Int
    private let queueCapacity: Int
    private let before: Totals
    /// What the cache has counted by now; nil when it is gone.
    private let totals: @Sendable () -> Totals?
    private let ended: @Sendable (CacheRecording) -> Void
    private let waiting = Mutex(Waiting())
    private let isScheduled = Atomic<Bool>(false)
    private let writing: Mutex<Writing>
    private let background = DispatchQueue(label: "hone.cache.recording", qos: .utility)

    /// - Parameters:
    ///   - path: what the file is called.
    ///   - file: the file, with its header.
    ///   - now: the cache's time, ns.
    ///   - totals: what the cache has counted by now; nil when it is gone.
    ///   - ended: called once, when nothing more is recorded.
    init(
        path: String, file: consuming TraceFile, rate: Double, now: UInt64, maximumBytes: Int, queueCapacity: Int,
        totals: @escaping @Sendable () -> Totals?, ended: @escaping @Sendable (CacheRecording) -> Void
    ) {
        self.path = path
        sampling = SpatialSampling(rate: rate)
        salt = .random(in: .min ... .max)
        start = now
        self.maximumBytes = max(maximumBytes, 4_096)
        self.queueCapacity = max(queueCapacity, 16)
        before = totals() ?? Totals()
        self.totals = totals
        self.ended = ended
        writing = Mutex(Writing(file: file))
    }

    deinit { finish(.stopped) }

    /// What was recorded until now, and whether it goes on.
    public var statistics: RecordingStatistics {
        let (left, dropped) = waiting.withLock { ($0.samples.count, $0.dropped) }
        return writing.withLock { writing in
            RecordingStatistics(
                path: path, rate: rate, requests: writing.requests, stores: writing.stores, waiting: left,
                dropped: dropped, bytes: writing.file.bytes, state: writing.state)
        }
    }

    /// Writes what has gathered, and ends the file and the recording. Nothing happens when it has ended.
    public func stop() async {
        await withCheckedContinuation { continuation in
            background.async {
                self.finish(.stopped)
                continuation.resume()
            }
        }
        ended(self)
    }

    /// Keeps a request or a store when its key is sampled.
    /// - Parameters:
    ///   - hash: the key's hash in the cache, which is secret to it.
    ///   - now: the cache's time, ns; asked for only where it is needed.
    func note(_ hash: UInt64, weight: Int = -1, ttl: UInt64 = Sample.endless, now: () -> UInt64) {
        let salted = SpatialSampling.spread(hash ^ salt)
        guard sampling.keeps(salted) else { return }
        let now = now()
        let sample = Sample(
            milliseconds: (now - min(now, start)) / 1_000_000, hash: salted, weight: weight,
            ttl: ttl == Sample.endless ? ttl : ttl / 1_000_000)
        let count = waiting.withLock { waiting in
            if waiting.samples.count < queueCapacity {
                waiting.samples.append(sample)
            } else {
                waiting.dropped += 1
            }
            return waiting.samples.count
        }
        // Half full: sooner than usual.
        if count == queueCapacity / 2 { background.async { [weak self] in self?.drain() } }
        guard !isScheduled.load(ordering: .relaxed), !isScheduled.exchange(true, ordering: .acquiringAndReleasing)
        else { return }
        background.asyncAfter(deadline: .now() + Self.gathering) { [weak self] in self?.drain() }
    }

    /// Writes everything that waits before it returns.
    func drain() {
        isScheduled.store(false, ordering: .releasing)
        let isOver = writing.withLock { writing in
            guard writing.state == .recording else { return false }
            write(&writing)
            return writing.state != .recording
        }
        if isOver { ended(self) }
    }

    private func finish(_ state: RecordingStatistics.State) {
        writing.withLock { writing in
            guard writing.state == .recording else { return }
            write(&writing)
            guard writing.state == .recording else { return }
            end(&writing, state, "stopped")
        }
    }

    /// The queue's samples as lines, as far as there is room.
    private func write(_ writing: inout Writing) {
        let (samples, dropped) = waiting.withLock { waiting in
            defer { waiting.samples.removeAll(keepingCapacity: true) }
            return (waiting.samples, waiting.dropped)
        }
        if let totals = totals() { writing.totals = totals }
        // Room for the lines that end it.
        let room = maximumBytes - writing.file.bytes - 2 * TraceLine.longest
        var text: [UInt8] = []
        text.reserveCapacity(min(room, samples.count * 24) + TraceLine.longest)
        var isFull = false
        for sample in samples {
            guard text.count + TraceLine.longest <= room else {
                isFull = true
                break
            }
            // Of requests in several threads, one may be queued before another that came first.
            let milliseconds = sample.milliseconds - min(sample.milliseconds, writing.lastMillisecond)
            writing.lastMillisecond += milliseconds
            if sample.weight < 0 {
                TraceLine.request(milliseconds: milliseconds, hash: sample.hash).append(to: &text)
                writing.requests += 1
            } else {
                let ttl = sample.ttl == Sample.endless ? nil : sample.ttl
                TraceLine.store(milliseconds: milliseconds, hash: sample.hash, weight: sample.weight, ttl: ttl)
                    .append(to: &text)
                writing.stores += 1
            }
        }
        TraceLine.totals(
            requests: max(0, writing.totals.requests - before.requests),
            misses: max(0, writing.totals.misses - before.misses), dropped: dropped
        ).append(to: &text)
        append(text, &writing)
        if isFull, writing.state == .recording { end(&writing, .full(limit: maximumBytes), "limit") }
    }

    private func end(_ writing: inout Writing, _ state: RecordingStatistics.State, _ reason: String) {
        var text: [UInt8] = []
        TraceLine.end(reason: reason).append(to: &text)
        append(text, &writing)
        if writing.state == .recording { writing.state = state }
    }

    private func append(_ text: [UInt8], _ writing: inout Writing) {
        do throws(TraceFile.Problem) {
            try writing.file.append(text)
        } catch {
            writing.state = .failed(error.problem)
        }
    }
}
