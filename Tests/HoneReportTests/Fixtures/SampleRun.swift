import Foundation
import HoneAgent
import HoneCore

/// Runs like those of a real application, for the tests to render.
enum SampleRun {
    /// A run with everything in it.
    static func complete() throws -> Run {
        var run = Run(
            id: "2026-11-22T15-04-05", url: "http://127.0.0.1:8000", baseline: try SampleEvidence.before(),
            findings: findings, plan: plan)
        run.current = try SampleEvidence.now()
        run.verdicts = verdicts
        run.metrics = metrics
        run.roi = ReturnOnInvestment(
            hours: 9, rate: 50, responseGain: 0.944, capacityFactor: 8, millisecondsPerRequestAndCost: 0.298)
        run.seconds = 243
        return run
    }

    /// A run that ended before anything was measured.
    static func empty() -> Run {
        var run = Run(
            id: "2026-11-22T15-04-05", url: "http://127.0.0.1:8000",
            baseline: Evidence(
                url: "http://127.0.0.1:8000", machine: SampleEvidence.machine, seed: 42, applied: [],
                capturedAt: SampleEvidence.capturedAt))
        run.interrupted = true
        return run
    }

    static let metrics: [MetricRow] = [
        .init(threshold: Threshold(.responseAverage, 80), baseline: 142, now: 8.0),
        .init(threshold: Threshold(.responseP95, 150), baseline: 220.1, now: 12.4),
        .init(threshold: Threshold(.pageLoad, 1_800), baseline: nil, now: nil, missing: "no page probe yet"),
        .init(threshold: Threshold(.queryAverage, 8), baseline: 7.81, now: 0.62),
        .init(threshold: Threshold(.concurrentUsers, 300), baseline: 25, now: 200, isLowerBound: true),
        .init(threshold: Threshold(.cacheHitRate, 75), baseline: nil, now: nil, missing: "no cache reports its hits"),
        .init(threshold: Threshold(.memory, 280), baseline: 212, now: 231),
        .init(threshold: Threshold(.errorRate, 0.1), baseline: 0, now: 0),
        .init(threshold: Threshold(.lighthouse, 85), baseline: nil, now: nil, missing: "no page probe yet"),
    ]

    static let findings: [Finding] = [
        Finding(
            detector: "n-plus-one", severity: .high, title: "GET /api/dashboard runs one query per booking",
            location: "GET /api/dashboard",
            evidence: [.init("queries", 9, "per request"), .init("time in SQLite", 70.2, "ms")], pattern: .eagerLoading,
            estimate: .init(share: 0.41, basis: "8 of 9 queries fall away, 7.8 ms each"), effortHours: 3),
        Finding(
            detector: "missing-index", severity: .high, title: "bookings is scanned for every chef",
            location: "bookings(chef_id, status)",
            evidence: [.init("scan steps", 48_000, "per call"), .init("time", 7.8, "ms")], pattern: .indices,
            estimate: .init(share: 0.52, basis: "measured on a copy: 7.8 ms to 0.3 ms"), effortHours: 1),
        Finding(
            detector: "no-compression", severity: .medium, title: "Answers are sent as they are",
            location: "GET /api/products", evidence: [.init("body", 48_210, "bytes"), .init("gzip", 9_642, "bytes")],
            pattern: .compression, estimate: nil, effortHours: 1),
        Finding(
            detector: "no-caching-headers", severity: .low, title: "Nothing says how long an answer is fresh",
            location: "8 endpoints", evidence: [.init("repeats", 100, "%")], pattern: .cachingHeaders, estimate: nil,
            effortHours: 2),
    ]

    static let plan = Plan(tasks: [
        task(.indices, "Indices", .database, .high, 1, 0.52, "hone"),
        task(.writeAheadLog, "WAL mode", .database, .medium, 0.5, nil, "hone"),
        task(.eagerLoading, "Eager loading", .switch, .high, 3, 0.41, "team"),
        task(.connectionPooling, "Connection pooling", .switch, .medium, 2, 0.05, "team"),
        task(.compression, "Compression", .switch, .medium, 1, 0.3, "team"),
        task(.cachingHeaders, "HTTP caching headers", .switch, .low, 2, nil, "team"),
        task(.applicationCache, "Application cache", .manual, .medium, 4, 0.2, "team"),
    ])

    static func task(
        _ pattern: PatternID, _ title: String, _ kind: FixKind, _ severity: Severity, _ hours: Double, _ gain: Double?,
        _ owner: String
    ) -> Plan.Task {
        Plan.Task(
            pattern: pattern, title: title, kind: kind, findings: [], severity: severity, effortHours: hours,
            expectedGain: gain, basis: gain == nil ? "the evidence does not say" : "from the queries that fall away",
            risk: "An answer could change its order.", mitigation: "The answers are compared before it is kept.",
            verification: "hone verify \(pattern.rawValue)", owner: owner)
    }

    static let verdicts: [Verdict] = [
        verdict(.indices, .database, "CREATE INDEX hone_bookings_chef ON bookings(chef_id, status)", .kept, 74.1, 31.2),
        verdict(.writeAheadLog, .database, "PRAGMA journal_mode = WAL", .kept, 31.0, 24.6),
        verdict(.eagerLoading, .switch, "BISTRO_PATTERNS=PAT-015", .kept, 24.9, 8.1),
        verdict(.connectionPooling, .switch, "BISTRO_PATTERNS=PAT-010", .inconclusive, 8.2, 8.0),
        verdict(.cachingHeaders, .switch, "BISTRO_PATTERNS=PAT-014", .reverted, 8.1, 8.4),
        verdict(.compression, .switch, "BISTRO_PATTERNS=PAT-013", .kept, 21.9, 11.6, objective: .delivery),
        Verdict(
            pattern: .applicationCache, kind: .manual, change: "cache GET /api/products", outcome: .manual,
            reason: "A person has to do it.", decidedAt: SampleEvidence.capturedAt),
    ]

    /// A verdict whose four blocks a side scatter by some percent about the means.
    static func verdict(
        _ pattern: PatternID, _ kind: FixKind, _ change: String, _ outcome: Verdict.Outcome, _ a: Double, _ b: Double,
        objective: Verdict.Objective = .latency
    ) -> Verdict {
        let scatter = [0.97, 1.02, 1.035, 0.985]
        var verdict = Verdict(
            pattern: pattern, kind: kind, change: change, outcome: outcome, reason: "", objective: objective,
            decidedAt: SampleEvidence.capturedAt)
        verdict.blocksA = scatter.map { $0 * a }
        verdict.blocksB = scatter.reversed().map { $0 * b }
        verdict.comparison = Comparison(a: verdict.blocksA, b: verdict.blocksB, resamples: 2_000)
        verdict.noiseFloor = 0.031
        verdict.reason =
            switch outcome {
            case .kept:
                "The mean went from \(a) ms to \(b) ms; the interval excludes zero and the answers are the same."
            case .reverted: "1 answer changed: GET /api/chefs is ordered differently."
            case .inconclusive: "The interval includes zero; it would take 34 blocks a side to decide."
            case .manual: "A person has to do it."
            }
        if outcome == .reverted { verdict.differences = ["GET /api/chefs: /items/3/id was 17, is 22"] }
        return verdict
    }
}
