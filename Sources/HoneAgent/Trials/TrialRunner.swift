import Foundation
import HoneCore
import HoneLoad

/// Runs blocks of load and recordings against one arm or the other, each from a fresh start and a fresh database.
struct TrialRunner: Sendable {
    let workspace: Workspace
    let process: TargetProcess
    let requester: Requester
    let endpoints: [Target.Endpoint]
    let seed: UInt64
    /// Seconds of load before a block is recorded.
    var warmUp = 0.5

    private var target: Target { workspace.target }
    private var custody: Custody { Custody(workspace) }

    /// The weights that block figures are means by.
    var weights: [String: Double] {
        Dictionary(endpoints.map { ($0.name, $0.weight) }) { first, _ in first }
    }

    /// One stretch of load against an arm.
    func block(_ arm: Arm, behavesAsBrowser: Bool) async throws -> Block {
        try custody.reset(to: arm.database)
        return try await process.withRunning(arm.settings) { running in
            var scenario = target.scenario(
                endpoints, users: target.trial.users, seconds: target.trial.seconds, warmUp: warmUp, seed: seed,
                behavesAsBrowser: behavesAsBrowser)
            let think = target.trial.thinkTime
            scenario.classes[0].thinkTime =
                think.upperBound > 0
                ? .uniform(from: think.lowerBound / 1_000, to: think.upperBound / 1_000) : .none
            let result = try await Driver(scenario: scenario).run()
            try Task.checkCancellation()
            try running.checkAlive()
            return Block(result)
        }
    }

    /// The arm's answers to the recorded series.
    func recording(_ arm: Arm) async throws -> Recording {
        try custody.reset(to: arm.database)
        return try await process.withRunning(arm.settings) { _ in
            let recording = try await Recorder(target: target, requester: requester).record(endpoints)
            await requester.close()
            return recording
        }
    }
}

extension Block {
    init(_ result: LoadResult) {
        self.init(latency: [:], bytes: [:], errorShare: result.total.errorShare, errors: [:])
        for task in result.tasks where task.successes > 0 {
            // What the client's own cache served took no time and no bytes, and counts as a visit.
            let visits = Double(task.successes + task.servedFromClientCache)
            latency[task.name] = task.latency.snapshot.average * Double(task.successes) / visits
            bytes[task.name] = Double(task.bytesReceived) / visits
        }
        for (kind, count) in result.total.errors { errors[kind.rawValue] = count }
    }
}
