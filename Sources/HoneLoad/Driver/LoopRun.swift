import NIOCore
import NIOSSL

/// What one event loop of a run needs to know. Nothing in it changes.
struct LoopRun: Sendable {
    let scenario: Scenario
    let plan: RequestPlan
    let timeline: Timeline
    let scoreboard: Scoreboard
    let address: SocketAddress
    let tls: NIOSSLContext?
    /// The numbers of this loop's users.
    let userIndices: [Int]
    /// How many loops share the users.
    let loops: Int
    /// One loop reads the CPU time of the whole process.
    let isFirst: Bool

    var timeoutNanoseconds: UInt64 { UInt64(scenario.timeout * 1e9) }
}

/// What one event loop counted in a run.
struct LoopOutcome: Sendable {
    var tasks: [TaskTally]
    var login = TaskTally()
    var isRecording = false
    var recordedFrom: UInt64 = 0
    var recordedNanoseconds: UInt64 = 0
    /// CPU nanoseconds: the reading when the recording began, in the end the difference.
    var threadCPU: UInt64 = 0
    var processCPU: UInt64 = 0
    var startedUsers = 0
    var unfinished = 0
    var longestUnfinished: UInt64 = 0
    var plannedStarts = 0
    var lateStarts = 0
    var latestStart: UInt64 = 0
    var retries = 0
    var connections = 0
    var strayAnswers = 0

    init(tasks: Int) {
        self.tasks = Array(repeating: TaskTally(), count: tasks)
    }
}
