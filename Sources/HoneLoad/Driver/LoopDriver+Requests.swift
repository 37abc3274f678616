import HoneCore
import NIOCore

extension LoopDriver {
    /// The user's next request is due.
    /// - Parameter intended: when it was meant to start; latency counts from there.
    @inline(__always)
    func begin(_ user: User, intended: UInt64, now: UInt64) {
        user.intended = intended
        user.wasRetried = false
        guard user.isLoggedIn else { return beginLogin(user, now: now) }
        let step = user.steps.advance()
        let task = run.plan.tasks[step.task]
        user.errand = .task(step.task)
        user.thinkNanoseconds = step.thinkNanoseconds
        let template = task.variants[step.path]
        if user.cache == nil, user.token.isEmpty, let fixed = template.fixed {
            user.request = fixed
        } else {
            user.request.clear()
            user.url = template.writeOpening(into: &user.request, values: &user.values)
            var etag: [UInt8]?
            if task.isCacheable, let entry = user.cache?.entry(user.url) {
                if now < entry.freshUntil { return servedFromCache(user, step.task, now: now) }
                etag = entry.etag
            }
            user.isConditional = etag != nil
            template.writeRest(into: &user.request, values: &user.values, token: user.token, etag: etag)
        }
        sendOrConnect(user, now: now)
    }

    private func beginLogin(_ user: User, now: UInt64) {
        guard let login = run.plan.login else { return }
        user.errand = .login
        user.thinkNanoseconds = 0
        user.isConditional = false
        user.request.clear()
        _ = login.variants[0].writeOpening(into: &user.request, values: &user.values)
        login.variants[0].writeRest(into: &user.request, values: &user.values, token: [], etag: nil)
        sendOrConnect(user, now: now)
    }

    private func servedFromCache(_ user: User, _ task: Int, now: UInt64) {
        if outcome.isRecording { outcome.tasks[task].servedFromClientCache += 1 }
        rest(user, until: now + max(user.thinkNanoseconds, Self.cacheHitNanoseconds))
    }

    @inline(__always)
    func sendOrConnect(_ user: User, now: UInt64) {
        user.deadline = now + run.timeoutNanoseconds
        if let connection = user.connection {
            send(user, on: connection, now: now)
        } else {
            connect(user)
        }
    }

    @inline(__always)
    func send(_ user: User, on connection: Connection, now: UInt64) {
        user.phase = .waiting
        user.sent = now
        let isHead: Bool
        let interest: LoadSink.Interest
        switch user.errand {
        case .login:
            isHead = false
            interest = .login
            outcome.login.bytesSent += user.request.readableBytes
        case .task(let task):
            isHead = run.plan.tasks[task].isHead
            interest = user.cache != nil && run.plan.tasks[task].isCacheable ? .caching : .nothing
            if outcome.isRecording { outcome.tasks[task].bytesSent += user.request.readableBytes }
        }
        connection.send(user.request, isHead: isHead, interest: interest)
    }

    // MARK: What became of it

    /// A complete answer arrived.
    @inline(__always)
    func answered(_ connection: Connection, isReusable: Bool, isStray: Bool) {
        let now = Clock.now()
        let user = connection.user
        if isStray { outcome.strayAnswers += 1 }
        if !isReusable { drop(connection) }
        guard !isStopped else { return }
        let status = connection.parser.status
        switch user.errand {
        case .task(let task):
            record(user, task, status: status, received: connection.received, now: now)
            if user.cache != nil, status == 200 || status == 304, run.plan.tasks[task].isCacheable {
                user.cache?.store(user.url, status: status, connection.parser.sink.directives, now: now)
            }
            proceed(user, now: now)
        case .login:
            loginAnswered(user, status: status, connection, now: now)
        }
    }

    @inline(__always)
    private func record(_ user: User, _ task: Int, status: Int, received: Int, now: UInt64) {
        freshRequests += 1
        interval.requests += 1
        interval.bytesReceived += received
        let isSuccess = status < 400
        let latency = now - min(now, user.intended)
        if isSuccess {
            interval.latency.record(nanoseconds: latency)
        } else {
            freshFailures += 1
            interval.failures += 1
        }
        guard outcome.isRecording else { return }
        outcome.tasks[task].bytesReceived += received
        if isSuccess {
            outcome.tasks[task].success(status: status, latency: latency, serviceTime: now - user.sent)
            if status == 304, user.isConditional { outcome.tasks[task].notModified += 1 }
        } else {
            outcome.tasks[task].failure(status < 500 ? .status4xx : .status5xx, status: status)
        }
    }

    private func loginAnswered(_ user: User, status: Int, _ connection: Connection, now: UInt64) {
        outcome.login.bytesReceived += connection.received
        let sink = connection.parser.sink
        guard status < 400 else {
            return loginFailed(user, status < 500 ? .status4xx : .status5xx, status: status, now: now)
        }
        guard let line = run.scenario.onStart?.token.headerLine(body: sink.collected, cookies: sink.cookies) else {
            return loginFailed(user, .noToken, status: status, now: now)
        }
        connection.parser.sink.expect(.login)
        user.token = line
        user.isLoggedIn = true
        outcome.login.success(status: status, latency: now - min(now, user.intended), serviceTime: now - user.sent)
        freshRequests += 1
        begin(user, intended: now, now: now)
    }

    func loginFailed(_ user: User, _ kind: LoadErrorKind, status: Int, now: UInt64) {
        outcome.login.failure(kind, status: status)
        freshRequests += 1
        freshFailures += 1
        interval.failures += 1
        interval.requests += 1
        rest(user, until: now + Self.loginBackoffNanoseconds)
    }

    /// A request ended without a complete answer.
    func fail(_ user: User, _ kind: LoadErrorKind, atLeast pause: UInt64, now: UInt64) {
        guard !isStopped else { return }
        guard case .task(let task) = user.errand else {
            return loginFailed(user, kind, status: 0, now: now)
        }
        freshRequests += 1
        freshFailures += 1
        interval.requests += 1
        interval.failures += 1
        if outcome.isRecording { outcome.tasks[task].failure(kind, status: 0) }
        user.thinkNanoseconds = max(user.thinkNanoseconds, pause)
        proceed(user, now: now)
    }

    /// Lets the user think, or go on at once.
    @inline(__always)
    func proceed(_ user: User, now: UInt64) {
        if user.thinkNanoseconds == 0 {
            begin(user, intended: now, now: now)
        } else {
            rest(user, until: now + user.thinkNanoseconds)
        }
    }

    func rest(_ user: User, until due: UInt64) {
        user.phase = .resting
        heap.insert(user.index / run.loops, due: due)
        arm()
    }
}
