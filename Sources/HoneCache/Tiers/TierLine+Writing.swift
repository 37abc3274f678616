import Synchronization

extension TierLine {
    /// Has the tier invalidate something, behind the caller.
    /// - Parameter waiter: told what becomes of the first try.
    func invalidate(_ invalidation: TierInvalidation, waiter: Load<Void>? = nil) {
        let (ended, _) = state.withLock { ($0.queue.add(invalidation, waiter: waiter), $0.queue.release()) }
        end(ended)
        drain()
    }

    /// Has the tier let go of a key, behind the caller, who may hold a lock.
    /// - Returns: what waited to be stored for it, to be let go without one.
    func forget(_ key: String) -> [TierDraft] {
        let (ended, released) = state.withLock { ($0.queue.add(.key(key)), $0.queue.release()) }
        end(ended)
        drain()
        return released
    }

    /// The tier says that another node has invalidated something or stored it anew.
    func hear(_ invalidation: TierInvalidation) {
        let (ended, _) = state.withLock { state in
            state.counts.heard += 1
            return (state.queue.hear(invalidation), state.queue.release())
        }
        end(ended)
        drain()
    }

    /// Has an entry stored, behind the caller, unless one of its tags was invalidated since its value was asked for.
    /// Takes no time to speak of, and none of the cache's locks: the caller may hold one.
    /// - Returns: what it has taken the place of, to be let go without a lock.
    func store(_ draft: TierDraft, lease: TierLease?) -> [TierDraft] {
        let (ended, released) = state.withLock { state in
            let write = TierQueue.Write(draft: draft, lease: lease)
            // Under the lock: either this sees the invalidation of a tag, or that finds the entry in the queue.
            if tags.isInvalid(draft.numbers, since: draft.seen) {
                return (state.queue.refuse(write), state.queue.release())
            }
            let (isStored, ended) = state.queue.add(write)
            if !isStored { state.counts.dropped += 1 }
            return (ended, state.queue.release())
        }
        end(ended)
        drain()
        return released
    }

    /// Waits until what is on its way to the tier now is there, or has failed; not for what comes after.
    func flush() async {
        let waiter = Load<Void>(began: 0, seen: 0, tags: [])
        _ = waiter.join()
        state.withLock { $0.waiters.append((waiter, $0.queue.end)) }
        drain()
        try? await waiter.value(within: nil, clock: clock)
    }

    private func drain() {
        let isFirst = state.withLock { state in
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if isFirst { Task { await self.work() } }
    }

    /// Does what there is to do, each invalidation once; what fails is tried again later.
    private func work() async {
        var last = 0
        while true {
            let next = state.withLock { state -> (id: Int, invalidation: TierInvalidation)? in
                state.queue.nextInvalidation(after: last)
            }
            if let next {
                last = next.id
                await pay(next.id, next.invalidation)
                tell(after: last)
                continue
            }
            let writes = state.withLock { $0.queue.nextWrites() }
            if !writes.isEmpty {
                await store(writes)
                tell(after: last)
                continue
            }
            if rest(after: last) { return }
        }
    }

    private func pay(_ id: Int, _ invalidation: TierInvalidation) async {
        var result: Result<Void, any Error> = .success(())
        do {
            let tier = tier
            try await call(isOrdered: true) { try await tier.invalidate(invalidation) }
        } catch {
            result = .failure(error)
        }
        let isPaid = if case .success = result { true } else { false }
        for waiter in state.withLock({ $0.queue.answered(id, isPaid: isPaid) }) where waiter.claim() {
            waiter.complete(result)
        }
    }

    private func store(_ writes: [TierQueue.Write]) async {
        var coded: [TierWrite] = []
        var failed: Set<String> = []
        for write in writes {
            do {
                coded.append(TierWrite(key: write.draft.key, entry: try write.draft.entry(), lease: write.lease))
            } catch {
                failed.insert(write.draft.key)
                count {
                    $0.codingFailures += 1
                    $0.problem = "a value could not be coded: \(type(of: error))"
                }
            }
        }
        let ready = coded
        if !ready.isEmpty {
            let tier = tier
            do {
                try await call(isOrdered: true) { try await tier.store(ready) }
                count { $0.stored += ready.count }
            } catch {
                failed.formUnion(ready.map(\.key))
                count { $0.dropped += ready.count }
            }
        }
        let lost = failed
        let (ended, _) = state.withLock { state in
            let waiters = state.waiters.indices.filter { state.queue.isStoring(upTo: state.waiters[$0].mark) }
            let ended = state.queue.stored(but: lost)
            // What comes of failures is theirs to wait for.
            for waiter in waiters { state.waiters[waiter].mark.invalidation = state.queue.end.invalidation }
            return (ended, state.queue.release())
        }
        await finish(writes.compactMap(\.lease) + ended)
    }

    /// Answers those who wait for nothing more.
    private func tell(after last: Int) {
        let done = state.withLock { state in
            let done = state.waiters.filter { !state.queue.holds(upTo: $0.mark, after: last) }
            if !done.isEmpty { state.waiters.removeAll { !state.queue.holds(upTo: $0.mark, after: last) } }
            return done.map(\.waiter)
        }
        for waiter in done where waiter.claim() { waiter.complete(.success(())) }
    }

    /// Comes to rest, unless there is something new to do.
    private func rest(after last: Int) -> Bool {
        let (isResting, waiters, retries) = state.withLock { state -> (Bool, [Load<Void>], Bool) in
            guard state.queue.writes == 0, state.queue.unpaid.id(after: last) == nil else {
                return (false, [], false)
            }
            state.isDraining = false
            let retries = !state.queue.unpaid.isEmpty && !state.isRetrying && !state.isClosed
            if retries { state.isRetrying = true }
            defer { state.waiters = [] }
            return (true, state.waiters.map(\.waiter), retries)
        }
        for waiter in waiters where waiter.claim() { waiter.complete(.success(())) }
        if retries {
            // Not held on to: a cache that goes away takes what it could not do with it.
            Task { [weak self, clock, choice] in
                try? await clock.sleep(choice.pause)
                self?.retry()
            }
        }
        return isResting
    }

    private func retry() {
        let isOpen = state.withLock { state in
            state.isRetrying = false
            return !state.isClosed
        }
        if isOpen { drain() }
    }
}
