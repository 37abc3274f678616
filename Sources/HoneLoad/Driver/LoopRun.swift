import HoneCore
import NIOCore
import NIOSSL

/// What one event loop of a run needs to know. Nothing in it changes.
struct LoopRun: Sendable {
    let scenario: Scenario
    let plan: RequestPlan
    let timeline: Timeline
    let scoreboard: Scoreboard
    let control: LoadControl
    let address: SocketAddress
    let tls: NIOSSLContext?
    /// Which of the loops it is, and how many share the users or arrivals.
    let loop: Int
    let loops: Int

    /// Whether HTTP/2 is spoken: asked for, or what the server chose.
    let speaksHTTP2: Bool
    /// The most users, over all shards, that a level set by hand gives the run.
    let mostByHand: Int

    /// The most users that any run may be given by hand.
    static let mostUsersByHand = 100_000

    /// In an open model, the users this loop may have.
    var mostUsers: Int {
        let shard = plan.schedule.shard
        let parts = loops * shard.count
        return max(1, (scenario.load.mostUsers - (loop * shard.count + shard.index) + parts - 1) / parts)
    }
}

/// What one event loop counted in a run beside the tasks' results, which go to the scoreboard.
struct LoopOutcome: Sendable {
    var isRecording = false
    var recordedFrom: UInt64 = 0
    var recordedNanoseconds: UInt64 = 0
    /// CPU nanoseconds: the reading when the recording began, in the end the difference.
    var threadCPU: UInt64 = 0
    var processCPU: UInt64 = 0
    var startedUsers = 0
    var unfinished = 0
    var longestUnfinished: UInt64 = 0
    var unsent = 0
    var startDelay = LatencyHistogram()
    var lateStarts = 0
    var retries = 0
    var redirects = 0
    var connections = 0
    var strayAnswers = 0
}
