import Synchronization

extension TierLine {
    /// Whether this node may load a key, as a tier says.
    enum Permission: Sendable {
        case given(TierLease)
        /// Another node loads it.
        case held
        /// The tier cannot tell.
        case unknown
    }

    /// What the tier has for a key that is not invalidated; nil, too, when it cannot tell.
    func entry(for key: String) async -> TierEntry? {
        let (draft, unpaid) = state.withLock { state in
            (state.queue.draft(for: key), state.queue.unpaid.candidates(for: key))
        }
        // On its way there.
        if let entry = try? draft?.entry() { return counted(entry, since: clock.now()) }
        let began = clock.now()
        let tier = tier
        guard let entry = try? await call({ try await tier.entry(for: key) }) else {
            return counted(nil, since: began)
        }
        let isInvalid = unpaid.contains { $0.includes(key: key, tags: entry.tags) }
        return counted(isInvalid ? nil : entry, since: began)
    }

    private func counted(_ entry: TierEntry?, since began: UInt64) -> TierEntry? {
        let now = clock.now()
        state.withLock { state in
            if entry == nil { state.counts.misses += 1 } else { state.counts.hits += 1 }
            state.counts.lookupNanoseconds &+= now - min(now, began)
        }
        return entry
    }

    /// Asks whether this node may load a key.
    func lease(for key: String, tags: [String]) async -> Permission {
        let tier = tier
        let limit = choice.leaseLimit
        do {
            let lease = try await call {
                let lease = try await tier.lease(for: key, tags: tags, atMost: limit)
                // It came too late: nobody would end it.
                if Task.isCancelled, let lease { await tier.end(lease) }
                return lease
            }
            return lease.map { .given($0) } ?? .held
        } catch {
            return .unknown
        }
    }

    /// Lets others load keys, behind the request.
    func end(_ leases: [TierLease]) {
        guard !leases.isEmpty else { return }
        Task { await finish(leases) }
    }

    func finish(_ leases: [TierLease]) async {
        guard !leases.isEmpty else { return }
        do {
            try await call { await self.endAtOnce(leases) }
        } catch is TierSkipped {
            // Others wait for them, whether or not the tier is left alone; it ends later what it cannot now.
            let isAdmitted = state.withLock { state in
                guard !state.isClosed, state.endings < Self.mostCalls else { return false }
                state.endings += 1
                return true
            }
            guard isAdmitted else { return }
            Task {
                await endAtOnce(leases)
                state.withLock { $0.endings -= 1 }
            }
        } catch {
            // Counted; what the tier did not answer ends by itself.
        }
    }

    /// One after another, each would add its way there and back to the time of one call.
    private func endAtOnce(_ leases: [TierLease]) async {
        let tier = tier
        await withDiscardingTaskGroup { group in
            for lease in leases { group.addTask { await tier.end(lease) } }
        }
    }
}
