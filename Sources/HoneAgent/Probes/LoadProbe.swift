import HoneCore
import HoneLoad

/// Puts 10, 25, 50, … users on the application, level by level, until it no longer holds.
struct LoadProbe: Sendable {
    let target: Target
    let running: RunningTarget
    /// Seconds before each level's recording in which its users start.
    var ramp = 1.0
    /// A level whose share of failed requests passes this ends the probe: more load would only break more.
    var errorLimit = 0.2

    func gather(_ endpoints: [Target.Endpoint], seed: UInt64, observe: Observer) async throws -> LoadEvidence {
        var levels: [LoadEvidence.Level] = []
        let wanted = Int(target.threshold(.concurrentUsers).value)
        var planned = target.load.users
        while !planned.isEmpty {
            let users = planned.removeFirst()
            observe(
                Progress(
                    "load", "\(users) users", fraction: Double(levels.count) / Double(levels.count + planned.count + 1))
            )
            let level = try await self.level(endpoints, users: users, seed: seed)
            levels.append(level)
            if level.errorShare > errorLimit { break }
            // The threshold may lie beyond the levels asked for: it is tried when everything below it held.
            if planned.isEmpty, users < wanted, broken(level) == nil { planned = [wanted] }
        }
        let held = levels.prefix { broken($0) == nil }
        return LoadEvidence(
            levels: levels, reference: target.load.reference, capacity: held.last?.users ?? 0,
            capacityIsLowerBound: held.count == levels.count,
            brokeFirst: levels.dropFirst(held.count).first.flatMap(broken))
    }

    private func level(_ endpoints: [Target.Endpoint], users: Int, seed: UInt64) async throws -> LoadEvidence.Level {
        let scenario = target.scenario(
            endpoints, users: users, seconds: target.load.seconds, warmUp: ramp, seed: seed)
        let monitor = MonitorReader(target: target)
        let system = SystemProbe(running: running, monitor: monitor)
        let before = await system.reading()
        let lookupsBefore = await monitor.cacheLookups()
        let driver = try Driver(scenario: scenario, limits: .init(errorShare: 0.5))
        let (result, peak) = try await system.peak { try await driver.run() }
        let lookups = await monitor.cacheLookups()
        await monitor.close()
        try Task.checkCancellation()
        try running.checkAlive()
        var level = LoadEvidence.Level(
            users: users,
            requestsPerSecond: result.seconds > 0 ? Double(result.total.successes) / result.seconds : 0,
            latency: result.total.latency.snapshot, errorShare: result.total.errorShare,
            errors: Dictionary(uniqueKeysWithValues: result.total.errors.map { ($0.key.rawValue, $0.value) }),
            endpoints: Dictionary(result.tasks.map { ($0.name, $0.latency.snapshot) }) { first, _ in first },
            bytesPerRequest: result.total.requests > 0
                ? Double(result.total.bytesReceived) / Double(result.total.requests) : 0,
            generatorSaturated: result.isInvalid)
        if let lookups, let lookupsBefore { level.cacheHitShare = lookups.hitShare(since: lookupsBefore) }
        if result.total.requests == 0, result.unfinished > 0 {
            // Nothing came back at all: that is the application's answer to this many users.
            level.errorShare = 1
            level.errors = ["unfinished": result.unfinished]
        }
        if let before, let peak {
            level.targetCPU = (peak.cpuSeconds - before.cpuSeconds) / (result.seconds + ramp)
            level.targetMemory = peak.memory
            level.targetDescriptors = peak.descriptors
        }
        return level
    }

    /// Which threshold a level breaks, or `nil` when it holds.
    private func broken(_ level: LoadEvidence.Level) -> String? {
        let p95 = target.threshold(.responseP95)
        let errors = target.threshold(.errorRate)
        if level.generatorSaturated { return "the load generator itself could not keep up at \(level.users) users" }
        if !errors.isMet(by: level.errorShare * 100) {
            return "errors \(percent(level.errorShare)) > \(rounded(errors.value)) % at \(level.users) users"
        }
        if !p95.isMet(by: level.latency.p95) {
            return "p95 \(rounded(level.latency.p95)) ms > \(rounded(p95.value)) ms at \(level.users) users"
        }
        return nil
    }
}
