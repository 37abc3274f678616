/// What was found in an outer tier.
struct TierFinding<Value: Sendable>: Sendable {
    var value: Value
    var entry: TierEntry
    /// Its lifetime in this process.
    var lifetime: Lifetime
    /// Which tier had it, counted from the innermost.
    var line: Int
}

/// What a look into the outer tiers came to: a value, or the leases under which it is to be loaded and stored.
struct TierLook<Value: Sendable>: Sendable {
    var found: TierFinding<Value>?
    /// By tier; nil where nothing may be stored.
    var leases: [TierLease?]
}

/// What a load is content with from an outer tier.
enum TierDemand: Sendable {
    /// Anything that may be of use, as there is nothing in memory.
    case anything
    /// What need not be loaded anew, as there is an older value in memory.
    case newer
}

extension OuterTiers {
    /// Looks for a value, innermost tier first. Each that has none is asked for a lease before the next is asked for
    /// the value, so that it finds out when what the others say was invalidated meanwhile.
    func look(
        for key: String, tags: [String], demand: TierDemand, options: CacheOptions, clock: CacheClock
    ) async -> TierLook<Value> {
        var look = TierLook<Value>(leases: Array(repeating: nil, count: lines.count))
        for index in lines.indices {
            if let finding = await read(key, index, options, clock) {
                let now = clock.now()
                if isEnough(finding, demand, now, options) {
                    look.found = finding
                    return look
                }
                // Of use when no other tier has a better one; nobody loads then.
                if demand == .anything, look.found == nil { look.found = finding }
            }
            if look.found != nil { continue }
            switch await lines[index].lease(for: key, tags: tags) {
            case .given(let lease): look.leases[index] = lease
            case .unknown: break
            case .held:
                let (finding, lease) = await wait(for: key, tags, index, demand, options, clock)
                look.leases[index] = lease
                if let finding {
                    look.found = finding
                    return look
                }
            }
        }
        return look
    }

    private func isEnough(
        _ finding: TierFinding<Value>, _ demand: TierDemand, _ now: UInt64, _ options: CacheOptions
    ) -> Bool {
        finding.lifetime.isFresh(at: now)
            || demand == .anything && now < finding.lifetime.expiry(grace: options.grace)
    }

    /// Waits for another node to load a key.
    /// - Returns: what it came up with, or a lease when it gave up; neither when that takes too long.
    private func wait(
        for key: String, _ tags: [String], _ index: Int, _ demand: TierDemand, _ options: CacheOptions,
        _ clock: CacheClock
    ) async -> (TierFinding<Value>?, TierLease?) {
        let line = lines[index]
        line.count { $0.leaseWaits += 1 }
        let end = clock.now() &+ line.choice.leaseWait.clampedNanoseconds
        var pause = Duration.milliseconds(5)
        while clock.now() < end {
            // Cancelled: the caller finds out.
            guard (try? await clock.sleep(min(pause, .nanoseconds(Int64(end - min(end, clock.now())))))) != nil else {
                return (nil, nil)
            }
            pause = min(pause * 2, .milliseconds(100))
            if let finding = await read(key, index, options, clock), isEnough(finding, demand, clock.now(), options) {
                return (finding, nil)
            }
            switch await line.lease(for: key, tags: tags) {
            case .given(let lease):
                // The other may have stored it since the look, and then ended its lease.
                let finding = await read(key, index, options, clock)
                guard let finding, isEnough(finding, demand, clock.now(), options) else { return (nil, lease) }
                line.end([lease])
                return (finding, nil)
            case .unknown: return (nil, nil)
            case .held: continue
            }
        }
        line.count { $0.leaseTimeouts += 1 }
        return (nil, nil)
    }

    /// What a tier has for a key, when it is of any use.
    private func read(
        _ key: String, _ index: Int, _ options: CacheOptions, _ clock: CacheClock
    ) async -> TierFinding<Value>? {
        guard let entry = await lines[index].entry(for: key),
            let lifetime = Lifetime(of: entry, wall: wall.milliseconds(), now: clock.now(), options: options)
        else { return nil }
        do {
            let value = try coding.decode(entry.value)
            return TierFinding(value: value, entry: entry, lifetime: lifetime, line: index)
        } catch {
            lines[index].count {
                $0.codingFailures += 1
                $0.problem = "a value could not be decoded: \(type(of: error))"
            }
            return nil
        }
    }
}
