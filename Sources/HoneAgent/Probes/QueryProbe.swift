import Foundation
import HoneDatabase
import HoneLoad

/// Asks for each endpoint a few times, one request at a time, and reads what the preloaded tracer logged in between:
/// so each statement belongs to exactly one request. Where an endpoint writes, several users follow for a moment, to
/// see who waits for whose lock.
struct QueryProbe: Sendable {
    let requester: Requester
    let directory: URL
    let target: Target
    /// The application, whose processes are looked at when the tracer sees nothing of them.
    let running: RunningTarget
    /// Fixes what the users do.
    var seed: UInt64 = 1
    /// Let several users follow where an endpoint writes.
    var contends = true
    /// Requests with the same path, which show whether the endpoint repeats itself.
    var same = 2
    /// Requests with other paths, which show more parameters.
    var others = 3
    /// The longest that several users are there, in seconds.
    var contentionSeconds = 3.0

    /// What was seen, and the statements with their parameters for the index advisor (which stay in memory: they may
    /// hold secrets).
    struct Outcome {
        var evidence: QueryEvidence
        var workload: Workload
        /// The texts of each normalised statement, for their plans.
        var texts: [String: [String]]
    }

    func gather(_ endpoints: [Target.Endpoint], observe: Observer) async throws -> Outcome {
        var reader = QueryLogReader(directory: directory)
        var rows: [QueryEvidence.Row] = []
        var workload = WorkloadRecorder()
        var seen = SeenDatabases()
        for (index, endpoint) in endpoints.enumerated() {
            observe(Progress("queries", endpoint.name, fraction: Double(index) / Double(endpoints.count + 1)))
            // The first request may open a pool's connections and fill caches: it is not counted.
            _ = try await requester.send(endpoint, path: endpoint.paths[0])
            seen.add(try await settledRecords(&reader))
            let paths =
                Array(repeating: endpoint.paths[0], count: same)
                + endpoint.paths.dropFirst().prefix(endpoint.isSafe ? others : 0)
            var requests: [ProbedRequest] = []
            for path in paths {
                let answer = try await requester.send(endpoint, path: path)
                requests.append(ProbedRequest(answer: answer, records: try await settledRecords(&reader)))
            }
            seen.add(requests.flatMap(\.records))
            rows.append(QueryEvidence.Row(endpoint.name, requests, same: same))
            workload.add(requests, endpoint: endpoint)
        }
        let unseen = seen.unseen(in: running)
        guard reader.connectionsSeen > 0 else {
            throw ProbeFailure(
                "no SQLite connection was seen: "
                    + (unseen.isEmpty ? "the application does not use SQLite" : unseen.joined(separator: "; ")))
        }
        let writes = contends && rows.contains { $0.writes > 0 }
        let contention = writes ? try await contention(endpoints, &reader, observe) : nil
        return Outcome(
            evidence: QueryEvidence(
                endpoints: rows, dropped: reader.dropped, averageMilliseconds: average(rows, endpoints),
                contention: contention, logs: seen.logs, unseen: unseen),
            workload: workload.workload, texts: workload.texts)
    }

    /// The users of the reference level, for a moment, with the tracer on.
    private func contention(
        _ endpoints: [Target.Endpoint], _ reader: inout QueryLogReader, _ observe: Observer
    ) async throws -> QueryEvidence.Contention? {
        let (users, seconds) = (target.load.reference, min(target.load.seconds, contentionSeconds))
        observe(Progress("queries", "\(users) users at once", fraction: 0.95))
        let scenario = target.scenario(endpoints, users: users, seconds: seconds, warmUp: 0.5, seed: seed)
        _ = try await Driver(scenario: scenario, limits: .init()).run()
        try Task.checkCancellation()
        try running.checkAlive()
        return QueryEvidence.Contention(try await settledRecords(&reader), users: users, seconds: seconds + 0.5)
    }

    /// What was logged since the last call; a moment is waited for what an application does after it has answered.
    private func settledRecords(_ reader: inout QueryLogReader) async throws -> [QueryRecord] {
        var records: [QueryRecord] = []
        repeat {
            try await Task.sleep(for: .milliseconds(3))
            let new = try reader.readNew()
            records += new
            if new.isEmpty { return records }
        } while true
    }

    /// The mean time of a statement in the target's mix of endpoints.
    private func average(_ rows: [QueryEvidence.Row], _ endpoints: [Target.Endpoint]) -> Double {
        var time = 0.0
        var count = 0.0
        for (row, endpoint) in zip(rows, endpoints) {
            time += endpoint.weight * row.databaseMilliseconds
            count += endpoint.weight * row.queries
        }
        return count > 0 ? time / count : 0
    }
}

/// The databases that the tracer saw connections to.
struct SeenDatabases {
    private(set) var files: Set<String> = []

    mutating func add(_ records: [QueryRecord]) {
        for record in records where record.kind == .connectionOpened && !record.file.isEmpty {
            files.insert(record.file)
        }
    }

    /// The write-ahead logs of the databases that have one open.
    var logs: [WriteAheadLogState] { files.sorted().compactMap { WriteAheadLogState(path: $0) } }

    /// Why the tracer does not see a database that one of the application's processes has open, in a sentence each.
    func unseen(in running: RunningTarget) -> [String] {
        guard let root = running.pid else { return [] }
        return ProcessTable.tree(of: root).compactMap { pid in
            let sighting = SQLiteSighting(process: pid)
            if files.isEmpty { return sighting.explanation }
            return sighting.databases.contains { !files.contains($0) } ? sighting.explanation : nil
        }
    }
}
