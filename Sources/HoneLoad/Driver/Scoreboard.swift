import HoneCore
import Synchronization

/// Where the event loops of a run bring what they counted: a few times a second for the decision to stop, once an
/// interval for the series. The only state that loops share.
final class Scoreboard: Sendable {
    private struct State {
        var requests = 0
        var failures = 0
        var ending: LoadResult.Ending?
        /// Intervals that some loops have yet to bring, by where they start.
        var open: [UInt64: Open] = [:]
        var series: [SeriesPoint] = []
    }

    private struct Open {
        var end: UInt64
        var loops: Int
        var tally: IntervalTally
    }

    private let state = Mutex(State())
    private let loops: Int
    private let timeline: Timeline
    private let mostErrorShare: Double?
    private let minimumSample: Int
    private let onProgress: (@Sendable (Progress) -> Void)?

    init(
        loops: Int, timeline: Timeline, mostErrorShare: Double?, minimumSample: Int,
        onProgress: (@Sendable (Progress) -> Void)?
    ) {
        self.loops = loops
        self.timeline = timeline
        self.mostErrorShare = mostErrorShare
        self.minimumSample = minimumSample
        self.onProgress = onProgress
    }

    /// Adds what a loop counted since it last came.
    /// - Returns: why the run is to end now; nil to go on.
    func add(requests: Int, failures: Int) -> LoadResult.Ending? {
        state.withLock { state in
            state.requests += requests
            state.failures += failures
            if state.ending == nil, let mostErrorShare, state.requests >= minimumSample,
                Double(state.failures) > mostErrorShare * Double(state.requests)
            {
                state.ending = .errorShare
            }
            return state.ending
        }
    }

    /// Ends the run at the loops' next look, unless it is ending already.
    func stop(_ ending: LoadResult.Ending) {
        state.withLock { state in
            if state.ending == nil { state.ending = ending }
        }
    }

    /// Why the run ended; ``LoadResult/Ending/completed`` when nothing stopped it.
    var ending: LoadResult.Ending { state.withLock { $0.ending } ?? .completed }

    /// Takes one loop's interval; when all loops have brought it, it becomes a point and is told as progress.
    func close(from: UInt64, to end: UInt64, _ tally: IntervalTally) {
        let progress: Progress? = state.withLock { state in
            var open = state.open[from] ?? Open(end: end, loops: 0, tally: IntervalTally())
            open.loops += 1
            open.end = max(open.end, end)
            open.tally.add(tally)
            guard open.loops == loops else {
                state.open[from] = open
                return nil
            }
            state.open[from] = nil
            return finish(open, from: from, &state)
        }
        if let progress { onProgress?(progress) }
    }

    /// The recorded intervals in order, those included that not every loop brought before the run was stopped.
    func takeSeries() -> [SeriesPoint] {
        state.withLock { state in
            for (from, open) in state.open.sorted(by: { $0.key < $1.key }) { _ = finish(open, from: from, &state) }
            state.open = [:]
            return state.series
        }
    }

    private func finish(_ open: Open, from: UInt64, _ state: inout State) -> Progress {
        let point = SeriesPoint(
            second: Double(Int64(bitPattern: from &- timeline.recordFrom)) / 1e9,
            length: Double(open.end - from) / 1e9, users: open.tally.users, requests: open.tally.requests,
            failures: open.tally.failures, bytesReceived: open.tally.bytesReceived,
            latency: open.tally.latency.snapshot)
        let isRecorded = from >= timeline.recordFrom
        if isRecorded { state.series.append(point) }
        return Progress(
            elapsed: Double(open.end - timeline.start) / 1e9,
            whole: Double(timeline.end - timeline.start) / 1e9, isRecorded: isRecorded, point: point)
    }
}
