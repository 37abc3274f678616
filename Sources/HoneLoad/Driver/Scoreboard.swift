import Dispatch
import HoneCore
import Synchronization

/// Where the event loops of a run bring what they counted: a few times a second for the decision to stop, once an
/// interval the tasks' counts. The only state that loops share.
///
/// Adding up an interval and reading its percentiles takes milliseconds, in which a loop would start nothing. So a loop
/// hands its counts over, goes on with an empty set, and a queue of the scoreboard's own does the work.
final class Scoreboard: Sendable {
    /// What decides whether the run goes on.
    private struct Course {
        var requests = 0
        var failures = 0
        var ending: LoadResult.Ending?
    }

    private struct State {
        /// Intervals that some loops have yet to bring, by where they start.
        var open: [UInt64: Open] = [:]
        /// Of the recorded intervals; of tasks at the users' start, of all.
        var totals: [TaskTally]
        var recordedSeconds = 0.0
        var series: [SeriesPoint] = []
    }

    private struct Open {
        var end: UInt64
        var loops = 0
        var users = 0
        var tallies: [TaskTally]
    }

    private let course = Mutex(Course())
    /// Held for milliseconds while an interval is added up, so loops never take it.
    private let state: Mutex<State>
    /// Empty sets of tallies, used before and kept for the next interval.
    private let spare = Mutex<[[TaskTally]]>([])
    private let queue = DispatchQueue(label: "hone.scoreboard")
    private let plan: RequestPlan
    private let loops: Int
    private let timeline: Timeline
    private let limits: Driver.Limits
    private let thresholds: [LoadThreshold]
    private let onProgress: (@Sendable (Progress) -> Void)?

    init(
        plan: RequestPlan, loops: Int, timeline: Timeline, limits: Driver.Limits, thresholds: [LoadThreshold],
        onProgress: (@Sendable (Progress) -> Void)?
    ) {
        self.plan = plan
        self.loops = loops
        self.timeline = timeline
        self.limits = limits
        self.thresholds = thresholds
        self.onProgress = onProgress
        state = Mutex(State(totals: plan.emptyTallies))
    }

    /// Adds what a loop counted since it last came.
    /// - Returns: why the run is to end now; nil to go on.
    func add(requests: Int, failures: Int) -> LoadResult.Ending? {
        course.withLock { course in
            course.requests += requests
            course.failures += failures
            if course.ending == nil, let most = limits.errorShare, course.requests >= limits.minimumSample,
                Double(course.failures) > most * Double(course.requests)
            {
                course.ending = .errorShare
            }
            return course.ending
        }
    }

    /// Ends the run at the loops' next look, unless it is ending already.
    func stop(_ ending: LoadResult.Ending) {
        course.withLock { course in
            if course.ending == nil { course.ending = ending }
        }
    }

    /// Whether the run is to end.
    var isEnding: Bool { course.withLock { $0.ending } != nil }

    /// Why the run ended; ``LoadResult/Ending/completed`` when nothing stopped it.
    var ending: LoadResult.Ending { course.withLock { $0.ending } ?? .completed }

    /// Takes one loop's interval; when all loops have brought it, it is added to the result and told as progress.
    /// Returns at once.
    /// - Returns: an empty set of tallies to go on with.
    func close(from: UInt64, to end: UInt64, users: Int, _ tallies: consuming [TaskTally]) -> [TaskTally] {
        let parcel = Parcel(tallies)
        queue.async { self.add(parcel.take(), from: from, to: end, users: users) }
        return emptyTallies()
    }

    /// Carries tallies from a loop to the queue, so that they have one owner throughout and are never copied.
    private final class Parcel: Sendable {
        private let content: Mutex<[TaskTally]>

        init(_ tallies: consuming [TaskTally]) { content = Mutex(tallies) }

        func take() -> [TaskTally] {
            content.withLock { content in
                defer { content = [] }
                return content
            }
        }
    }

    private func emptyTallies() -> [TaskTally] { spare.withLock { $0.popLast() } ?? plan.emptyTallies }

    private func keep(_ tallies: consuming [TaskTally]) {
        for index in tallies.indices { tallies[index].reset() }
        let empty = tallies
        spare.withLock { $0.append(empty) }
    }

    private func add(_ tallies: consuming [TaskTally], from: UInt64, to end: UInt64, users: Int) {
        let progress: Progress? = state.withLock { state in
            var open = state.open.removeValue(forKey: from) ?? Open(end: end, tallies: emptyTallies())
            open.loops += 1
            open.end = max(open.end, end)
            open.users += users
            for index in tallies.indices { open.tallies[index].add(tallies[index]) }
            guard open.loops == loops else {
                state.open[from] = open
                return nil
            }
            return finish(open, from: from, &state)
        }
        keep(tallies)
        if let progress { onProgress?(progress) }
    }

    /// The results by task and the series, those intervals included that not every loop brought before the run was
    /// stopped.
    func take() -> (totals: [TaskTally], series: [SeriesPoint]) {
        // Everything that loops brought is added first: milliseconds.
        queue.sync {}
        return state.withLock { state in
            for from in state.open.keys.sorted() {
                if let open = state.open.removeValue(forKey: from) { _ = finish(open, from: from, &state) }
            }
            return (state.totals, state.series)
        }
    }

    private func finish(_ open: consuming Open, from: UInt64, _ state: inout State) -> Progress? {
        var sum = TaskTally()
        for (index, task) in plan.tasks.enumerated() where !task.isOnStart { sum.addCounts(open.tallies[index]) }
        let isRecorded = from >= timeline.recordFrom
        let latency = sum.latency ?? LatencyHistogram()
        let point = SeriesPoint(
            second: Double(Int64(bitPattern: from &- timeline.recordFrom)) / 1e9,
            length: Double(open.end - from) / 1e9, users: open.users, requests: sum.requests,
            failures: sum.failures, bytesReceived: sum.bytesReceived, latency: latency.snapshot,
            distribution: latency.distribution)
        for index in state.totals.indices where isRecorded || plan.tasks[index].isOnStart {
            state.totals[index].add(open.tallies[index])
        }
        if isRecorded {
            state.series.append(point)
            state.recordedSeconds += point.length
            judge(state)
        }
        var progress: Progress?
        if onProgress != nil {
            let tasks = plan.results(open.tallies, onStart: false)
            progress = Progress(
                elapsed: Double(open.end - timeline.start) / 1e9,
                whole: Double(timeline.end - timeline.start) / 1e9, isRecorded: isRecorded, point: point, tasks: tasks)
        }
        keep(open.tallies)
        return progress
    }

    /// Ends the run when a threshold is broken and nobody wants to see the rest.
    private func judge(_ state: State) {
        guard limits.abortsOnThreshold, !isEnding, state.recordedSeconds >= limits.minimumSeconds else {
            return
        }
        let tasks = plan.results(state.totals, onStart: false)
        let total = TaskResult(totalOf: tasks)
        guard total.requests >= limits.minimumSample else { return }
        let outcomes = thresholds.map { $0.outcome(tasks: tasks, total: total, seconds: state.recordedSeconds) }
        // What has no figure yet may still get one.
        if outcomes.contains(where: { $0.value != nil && !$0.isMet }) { stop(.threshold) }
    }
}

extension RequestPlan {
    var emptyTallies: [TaskTally] { tasks.map { TaskTally(checks: $0.expectation.checks.count) } }

    /// The results by task, those of one name as one, in the order in which they first occur.
    func results(_ tallies: [TaskTally], onStart: Bool) -> [TaskResult] {
        var results: [TaskResult] = []
        var places: [String: Int] = [:]
        for (task, tally) in zip(tasks, tallies) where task.isOnStart == onStart {
            if let place = places[task.name] {
                results[place].add(tally.result(of: task))
            } else {
                places[task.name] = results.count
                results.append(tally.result(of: task))
            }
        }
        return results
    }
}
