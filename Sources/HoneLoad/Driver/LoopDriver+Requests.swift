import Foundation
import HoneCore
import NIOCore

extension LoopDriver {
    /// The user's next request is due.
    /// - Parameter intended: when it was meant to start; latency counts from there.
    @inline(__always)
    func begin(_ user: User, intended: UInt64, now: UInt64) {
        user.intended = intended
        let plan = run.plan.classes[user.userClass]
        if user.started < plan.onStart.count {
            if isOpen { user.dueArrival = min(user.dueArrival == 0 ? intended : user.dueArrival, intended) }
            user.task = plan.onStart[user.started]
            user.variant = 0
            user.thinkNanoseconds = 0
        } else {
            let step = user.steps.advance()
            user.task = plan.tasks[step.task]
            user.variant = step.path
            user.thinkNanoseconds = step.thinkNanoseconds
            if !isOpen {
                let users = UInt64(max(1, run.scenario.load.peakUsers))
                user.values.iteration = UInt64(user.index) &+ user.iterations &* users
                if plan.order == .random || step.task == plan.tasks.count - 1 { user.iterations += 1 }
            }
        }
        let task = run.plan.tasks[user.task]
        user.wasRetried = false
        user.isConditional = false
        user.redirected = nil
        user.redirectsLeft = run.scenario.redirects
        user.isHead = task.isHead
        user.deadline = now + task.timeoutNanoseconds
        let template = task.variants[user.variant]
        if let fixed = template.fixed, user.cache == nil, user.cookies.isEmpty {
            user.request = fixed
            user.isFixed = true
        } else {
            user.isFixed = false
            guard write(user, template, task, now: now) else { return }
        }
        sendOrConnect(user, now: now)
    }

    /// Writes the request of a user whom it depends on.
    /// - Returns: false when there is nothing to send: the user's cache had it, or a value is missing.
    private func write(_ user: User, _ template: RequestTemplate, _ task: RequestPlan.PlannedTask, now: UInt64) -> Bool
    {
        user.request.clear()
        guard let url = template.writeOpening(into: &user.request, values: &user.values) else {
            missing(user, now: now)
            return false
        }
        var extras = RequestTemplate.Extras()
        if !user.cookies.isEmpty {
            let start = template.method.utf8.count + 1
            let path = user.request.getSlice(
                at: user.request.readerIndex + start, length: user.request.readableBytes - start)
            extras.lines = cookieLine(user, path: path.map { Array($0.readableBytesView) } ?? [])
        }
        if task.isCacheable, let entry = user.cache?.entry(url) {
            if now < entry.freshUntil {
                servedFromCache(user, now: now)
                return false
            }
            extras.etag = entry.etag
        }
        user.url = url
        user.isConditional = extras.etag != nil
        guard template.writeRest(into: &user.request, values: &user.values, extras: extras) else {
            missing(user, now: now)
            return false
        }
        return true
    }

    private func cookieLine(_ user: User, path: [UInt8]) -> [UInt8] {
        let pairs = user.cookies.pairs(path: path)
        return pairs.isEmpty ? [] : Array("Cookie: ".utf8) + pairs + [0x0D, 0x0A]
    }

    /// A value that the request needs was never given, so nothing is sent.
    private func missing(_ user: User, now: UInt64) {
        fail(user, .noValue, atLeast: Self.cacheHitNanoseconds, now: now)
    }

    private func servedFromCache(_ user: User, now: UInt64) {
        tallies[user.task].servedFromClientCache += 1
        user.thinkNanoseconds = max(user.thinkNanoseconds, Self.cacheHitNanoseconds)
        proceed(user, now: now)
    }

    @inline(__always)
    func sendOrConnect(_ user: User, now: UInt64) {
        if isHTTP2 {
            sendShared(user)
        } else if let connection = user.connection {
            send(user, on: connection, now: now)
        } else {
            connect(user)
        }
    }

    @inline(__always)
    func send(_ user: User, on connection: Connection, now: UInt64) {
        user.phase = .waiting
        // A chain of redirects is one request, so its service time begins with the first of them.
        if user.redirected == nil { user.sent = now }
        tallies[user.task].bytesSent += user.request.readableBytes
        connection.send(user.request, isHead: user.isHead, interest: interest(user))
    }

    @inline(__always)
    func interest(_ user: User) -> LoadSink.Interest {
        let task = run.plan.tasks[user.task]
        return user.cache != nil && task.isCacheable ? task.interest.union(.caching) : task.interest
    }

    // MARK: What became of it

    /// What follows an answer.
    enum Continuation { case proceed, redirect, startedAnew, nothing }

    /// Looks at a complete answer and counts it. Nothing is sent here: the answer's own connection is still busy with
    /// it.
    @inline(__always)
    func take(_ user: User, status: Int, received: Int, sink: inout LoadSink, now: UInt64) -> Continuation {
        guard !isStopped else { return .nothing }
        let task = run.plan.tasks[user.task]
        var verdict = Judge.Verdict()
        tallies[user.task].bytesReceived += received
        if !task.interest.isEmpty {
            if run.plan.classes[user.userClass].keepsCookies, !sink.cookies.isEmpty {
                let asked = user.redirected ?? requestPath(user)
                for cookie in sink.cookies { user.cookies.store(cookie, path: asked) }
            }
            if user.redirectsLeft > 0, follows(status, task), let path = redirectPath(sink.location, user) {
                user.redirected = path
                return .redirect
            }
        }
        if status == 304, user.isConditional {
            // What the user has was judged when it came.
            tallies[user.task].notModified += 1
        } else if task.expectation.isTrivial {
            if status >= 400 { verdict.failure = status < 500 ? .status4xx : .status5xx }
        } else {
            verdict = judge.judge(task.expectation, status: status, sink: &sink, values: &user.values)
            tallies[user.task].checked(failures: verdict.failedChecks)
        }
        freshRequests += 1
        if let failure = verdict.failure {
            freshFailures += 1
            tallies[user.task].failure(failure, status: status)
        } else {
            tallies[user.task].success(
                status: status, latency: now - min(now, user.intended), serviceTime: now - user.sent)
        }
        if user.cache != nil, status == 200 || status == 304, task.isCacheable, verdict.failure == nil,
            user.redirected == nil
        {
            user.cache?.store(user.url, status: status, sink.directives, now: now)
        }
        guard task.isOnStart else { return .proceed }
        guard verdict.failure == nil else { return .startedAnew }
        user.started += 1
        user.thinkNanoseconds = 0
        return .proceed
    }

    /// Goes on after an answer.
    @inline(__always)
    func go(on user: User, _ continuation: Continuation, now: UInt64) {
        switch continuation {
        case .proceed: proceed(user, now: now)
        case .redirect: redirect(user, now: now)
        case .startedAnew: startAnew(user, now: now)
        case .nothing: break
        }
    }

    /// A user whose start failed tries again from its first task, after a pause.
    private func startAnew(_ user: User, now: UInt64) {
        user.started = 0
        user.values.forgetSaved()
        user.cookies = CookieJar()
        rest(user, until: now + Self.startBackoffNanoseconds, now: now)
    }

    /// A request ended without a complete answer.
    func fail(_ user: User, _ kind: LoadErrorKind, atLeast pause: UInt64, now: UInt64) {
        guard !isStopped else { return }
        freshRequests += 1
        freshFailures += 1
        tallies[user.task].failure(kind, status: 0)
        if run.plan.tasks[user.task].isOnStart { return startAnew(user, now: now) }
        if user.isPaced {
            // A paced user keeps its plan, but a dead target is not hammered.
            if pause > 0, user.intended + user.thinkNanoseconds < now + pause {
                user.thinkNanoseconds = now + pause - user.intended
            }
        } else {
            user.thinkNanoseconds = max(user.thinkNanoseconds, pause)
        }
        proceed(user, now: now)
    }

    /// Lets the user think, or go on at once.
    @inline(__always)
    func proceed(_ user: User, now: UInt64) {
        if isOpen { return proceedWithArrival(user, now: now) }
        if user.isPaced, user.thinkNanoseconds > 0 {
            rest(user, until: user.intended + user.thinkNanoseconds, now: now)
        } else if user.thinkNanoseconds == 0, now < user.activeUntil {
            begin(user, intended: now, now: now)
        } else {
            rest(user, until: now + user.thinkNanoseconds, now: now)
        }
    }

    private func proceedWithArrival(_ user: User, now: UInt64) {
        if run.plan.tasks[user.task].isOnStart {
            // The arrival that the user was called for has been waiting for its start.
            return begin(user, intended: user.dueArrival, now: now)
        }
        user.dueArrival = 0
        user.stepsLeft -= 1
        if user.stepsLeft == 0 {
            release(user)
        } else if user.thinkNanoseconds == 0 {
            begin(user, intended: now, now: now)
        } else {
            rest(user, until: (user.isPaced ? user.intended : now) + user.thinkNanoseconds, now: now)
        }
    }

    // MARK: Redirects

    /// RFC 9110 §15.4. 307 and 308 want the same method and body again, which is left to requests without a body.
    private func follows(_ status: Int, _ task: RequestPlan.PlannedTask) -> Bool {
        switch status {
        case 301, 302, 303: true
        case 307, 308: task.isRepeatable
        default: false
        }
    }

    /// The path that a `Location` names within the target (RFC 3986 §5.2); nil when it leads elsewhere.
    private func redirectPath(_ location: [UInt8], _ user: User) -> [UInt8]? {
        guard !location.isEmpty, location.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let asked = String(decoding: user.redirected ?? requestPath(user), as: UTF8.self)
        guard let base = URL(string: run.plan.origin.url + asked),
            let place = URL(string: String(decoding: location, as: UTF8.self), relativeTo: base),
            let url = try? ParsedURL(place.absoluteString, field: "Location"), url.origin == run.plan.origin
        else { return nil }
        return Array(url.path.utf8)
    }

    private func requestPath(_ user: User) -> [UInt8] {
        let parts = user.request.readableBytesView.split(separator: 0x20, maxSplits: 2)
        return parts.count > 1 ? Array(parts[1]) : [0x2F]
    }

    private func redirect(_ user: User, now: UInt64) {
        guard let path = user.redirected else { return }
        let template = run.plan.tasks[user.task].variants[user.variant]
        outcome.redirects += 1
        user.redirectsLeft -= 1
        let method = template.method == "HEAD" ? "HEAD" : "GET"
        user.isHead = method == "HEAD"
        user.isConditional = false
        user.isFixed = false
        user.request.clear()
        var extras = RequestTemplate.Extras()
        if !user.cookies.isEmpty { extras.lines = cookieLine(user, path: path) }
        guard
            template.writeRedirected(
                to: path, method: method, into: &user.request, values: &user.values, extras: extras)
        else { return missing(user, now: now) }
        sendOrConnect(user, now: now)
    }
}
