/// Who is wanted when. Closed model: users come and go by their spans. Open model: a user is whoever is free when an
/// arrival is due.
extension LoopDriver {
    /// The most arrivals a second a run may be given by hand; as many as a stage may have.
    static let mostArrivalsByHand = 10_000_000

    private var parts: Int { run.loops * run.plan.schedule.shard.count }

    /// The number of the user in `slot` among all users of the scenario.
    private func index(ofSlot slot: Int) -> Int {
        let shard = run.plan.schedule.shard
        return (slot * run.loops + run.loop) * shard.count + shard.index
    }

    private func add(userClass: Int? = nil) -> User {
        let index = index(ofSlot: users.count)
        let user = User(
            index: index, slot: users.count, userClass: userClass ?? run.plan.schedule.userClass(ofUser: index),
            run: run)
        users.append(user)
        return user
    }

    // MARK: Closed model

    func admitUsers() {
        while index(ofSlot: users.count) < run.scenario.load.peakUsers {
            let user = add()
            user.spans = run.plan.schedule.activity(ofUser: user.index)[...]
            awaitSpan(user)
        }
    }

    /// Puts a user that is not wanted now to its next span, if there is one.
    private func awaitSpan(_ user: User) {
        user.phase = .idle
        guard level == nil, let span = user.spans.popFirst() else { return }
        user.activeUntil = run.timeline.start + span.upperBound
        wake(user, at: run.timeline.start + span.lowerBound)
    }

    private func wake(_ user: User, at due: UInt64) {
        user.phase = .resting
        user.wakeAt = due
        heap.insert(user.slot, due: due)
    }

    /// A user's pause is over.
    func awaken(_ user: User, due: UInt64, now: UInt64) {
        // An entry that is left over: the user was called for another moment since.
        guard user.phase == .resting, user.wakeAt == due else { return }
        if isOpen { return resume(user, due: due, now: now) }
        guard due < user.activeUntil else {
            return staysToTheEnd(user) ? () : retire(user)
        }
        if !user.hasStarted {
            user.hasStarted = true
            outcome.startedUsers += 1
        }
        if !user.isActive {
            user.isActive = true
            activeUsers += 1
        }
        // A think time that was cut short a little ends now.
        let due = min(due, now)
        noteStart(due: max(due, user.restedAt), now: now)
        begin(user, intended: due, now: now)
    }

    /// A user whose time is over: its connection goes, and it waits for its next span.
    private func retire(_ user: User) {
        if user.isActive {
            user.isActive = false
            activeUsers -= 1
        }
        disconnect(user)
        awaitSpan(user)
    }

    /// Lets the user go on with its next request at `due`.
    func rest(_ user: User, until due: UInt64, now: UInt64) {
        user.restedAt = now
        guard isOpen || due < user.activeUntil else { return restToTheLast(user, now: now) }
        wake(user, at: due)
        arm()
    }

    /// A pause that goes beyond the user's time: until that is over, it is a user who thinks.
    private func restToTheLast(_ user: User, now: UInt64) {
        if user.activeUntil <= now, !staysToTheEnd(user) { return retire(user) }
        wake(user, at: user.activeUntil)
        arm()
    }

    /// Such a user still counts when the run's last interval closes. A microsecond is for rounding.
    private func staysToTheEnd(_ user: User) -> Bool { user.activeUntil >= run.timeline.end - 1_000 }

    /// Follows a level set by hand, or the stages again.
    func follow(_ level: Int?, now: UInt64) {
        // What was due and not sent is not forgotten with the plan it came of.
        if isOpen { countUnsent(now) }
        self.level = level
        if isOpen {
            lastDue = nil
            if level == nil { arrivals = run.plan.schedule.arrivals(part: run.loop, of: run.loops) }
            pending = nextArrival()
            return
        }
        let wanted = min(level ?? 0, run.mostByHand)
        while level != nil, index(ofSlot: users.count) < wanted { _ = add() }
        for user in users {
            if level != nil {
                user.activeUntil = user.index < wanted ? .max : 0
            } else {
                let elapsed = now - min(now, run.timeline.start)
                user.spans = run.plan.schedule.activity(ofUser: user.index).drop { $0.upperBound <= elapsed }
                user.activeUntil = 0
                if let span = user.spans.first, span.lowerBound <= elapsed {
                    user.spans = user.spans.dropFirst()
                    user.activeUntil = run.timeline.start + span.upperBound
                }
            }
            guard !user.isActive else {
                if user.phase == .resting, now >= user.activeUntil { retire(user) }
                continue
            }
            if now < user.activeUntil { wake(user, at: now) } else { awaitSpan(user) }
        }
    }

    // MARK: Open model

    /// Nanoseconds since the start of the run; 0 before it.
    private var elapsed: UInt64 {
        let now = Clock.now()
        return now - min(now, run.timeline.start)
    }

    /// The next arrival: by the stages, or evenly spaced at the rate set by hand.
    func nextArrival() -> Schedule.Arrival? {
        guard let level else {
            let elapsed = elapsed
            var next = arrivals.next()
            // After a rate set by hand, what the stages had meant for that time is not made up for.
            while wasByHand, let arrival = next, arrival.due < elapsed { next = arrivals.next() }
            wasByHand = false
            return next
        }
        wasByHand = true
        guard level > 0 else { return nil }
        let gap = UInt64(1e9 * Double(parts) / Double(min(level, Self.mostArrivalsByHand)))
        // The first at a new rate comes at once; the parts of a run take turns from there.
        let due = lastDue.map { $0 + gap } ?? elapsed + gap / UInt64(parts) * UInt64(run.loop)
        lastDue = due
        return arrivals.next(due: due)
    }

    /// Whether somebody could send it at once.
    func canServe(_ arrival: Schedule.Arrival) -> Bool {
        !free[arrival.userClass].isEmpty || users.count < run.mostUsers || free.contains { !$0.isEmpty }
    }

    /// Starts what is due, as far as users are free.
    /// - Parameter isPlanned: whether the clock called; otherwise a user became free, and how late its next arrival is
    ///   is not the generator's doing.
    func dispatchArrivals(isPlanned: Bool) {
        // A request that fails at once frees its user within the loop below.
        guard !isDispatching else { return }
        isDispatching = true
        defer { isDispatching = false }
        while !isStopped, let arrival = pending {
            let now = Clock.now()
            let due = run.timeline.start + arrival.due
            guard due <= now, let user = takeFree(arrival.userClass) else { break }
            if isPlanned { noteStart(due: due, now: now) }
            pending = nextArrival()
            serve(arrival, by: user, due: due, now: now)
        }
        arm()
    }

    /// A free user of the class, a new one, or one that takes the place of a free user of another class.
    private func takeFree(_ userClass: Int) -> User? {
        if let slot = free[userClass].popLast() { return users[slot] }
        if users.count < run.mostUsers {
            outcome.startedUsers += 1
            return add(userClass: userClass)
        }
        for other in free.indices {
            guard let slot = free[other].popLast() else { continue }
            let old = users[slot]
            disconnect(old)
            let user = User(index: old.index, slot: slot, userClass: userClass, run: run)
            user.values.continueSequence(of: old.values)
            users[slot] = user
            return user
        }
        return nil
    }

    private func serve(_ arrival: Schedule.Arrival, by user: User, due: UInt64, now: UInt64) {
        user.steps = run.plan.schedule.steps(of: arrival)
        user.values.iteration = arrival.number
        let plan = run.plan.classes[user.userClass]
        user.stepsLeft = plan.order == .sequence ? plan.tasks.count : 1
        begin(user, intended: due, now: now)
    }

    /// A user of an open model goes on after a pause within its arrival.
    private func resume(_ user: User, due: UInt64, now: UInt64) {
        noteStart(due: max(due, user.restedAt), now: now)
        let isStarting = user.started < run.plan.classes[user.userClass].onStart.count
        begin(user, intended: isStarting ? user.dueArrival : due, now: now)
    }

    /// The user is done with its arrival: it takes what has been waiting, or is free.
    func release(_ user: User) {
        user.phase = .idle
        // What is due although others were free has waited for the loop, not for a user.
        let isPlanned = pending.map(canServe) ?? false
        free[user.userClass].append(user.slot)
        dispatchArrivals(isPlanned: isPlanned)
    }

    /// What was due and nobody was free to send when the run ended.
    func countUnsent(_ now: UInt64) {
        while let arrival = pending, run.timeline.start + arrival.due <= now {
            outcome.unsent += 1
            outcome.longestUnfinished = max(outcome.longestUnfinished, now - run.timeline.start - arrival.due)
            pending = nextArrival()
        }
    }
}
