import HTTPTypes
import HoneHTTP
import HoneMonitor
import Hummingbird
import NIOCore
import Synchronization

extension ResponseCache {
    /// The answer with what is stored, without the app.
    func hit(_ stored: StoredResponse, _ question: CacheQuestion, age: Int) -> Response {
        RequestTrace.current?.recordCache(options.name, hit: true)
        var status = CacheStatus(cache: options.name)
        status.isHit = true
        return answer(stored, question, status, age: age)
    }

    /// The answer with what is stored in place of an error.
    func standIn(
        _ stored: StoredResponse, _ question: CacheQuestion, _ status: inout CacheStatus, code: Int
    ) -> Response {
        status.forwardStatus = code
        return answer(stored, question, status, age: stored.age(at: now))
    }

    /// The answer to a request with a whole response: what of it the request asks for.
    /// - Parameter age: how old it is, in seconds; nil: it was made for this request.
    func answer(_ stored: StoredResponse, _ question: CacheQuestion, _ status: CacheStatus, age: Int?) -> Response {
        var status = status
        var fields = stored.fields
        if let age { status.timeToLive = stored.lifetime - age }
        // What came through another cache on the way here is as old as that one says (RFC 9111 §5.1).
        if let name = HTTPFields.age, let age = age ?? (stored.initialAge > 0 ? stored.initialAge : nil) {
            fields[name] = String(age)
        }
        fields.add(status)
        let request = question.request
        if let outcome = condition(request, stored), outcome == .notModified {
            return Response.notModified(fields, tag: stored.entityTag, conditions: request.headers)
        }
        if request.method == .head { return Response(status: stored.status, headers: fields) }
        if let partial = partial(stored, request.headers, fields) { return partial }
        return Response(status: stored.status, headers: fields, body: ResponseBody(byteBuffer: stored.body))
    }

    /// The app's answer that was not stored, as the client is to get it.
    func unstored(_ response: inout Response, _ loading: Loading, _ status: CacheStatus) -> Response {
        mark(&response, status)
        // The app did not see the client's conditions.
        guard loading.isWhole, response.status == .ok else { return response }
        let headers = loading.question.request.headers
        guard headers.contains(.ifNoneMatch) || headers.contains(.ifModifiedSince) else { return response }
        let tag = response.headers.value(.eTag).flatMap { EntityTag(parsing: $0) }
        let conditional = Conditional(
            ifNoneMatch: headers.value(.ifNoneMatch), ifModifiedSince: headers.value(.ifModifiedSince))
        guard conditional.isNotModified(entityTag: tag, lastModified: response.headers.value(.lastModified)) else {
            return response
        }
        return Response.notModified(response.headers, tag: tag, conditions: headers)
    }

    /// Says what the cache did, and takes out what speaks to it alone.
    func mark(_ response: inout Response, _ status: CacheStatus) {
        response.headers.removeFields(named: options.targets)
        response.headers.add(status)
    }

    private func condition(_ request: Request, _ stored: StoredResponse) -> Conditional.Outcome? {
        let headers = request.headers
        guard stored.status == .ok, headers.contains(.ifNoneMatch) || headers.contains(.ifModifiedSince) else {
            return nil
        }
        let conditional = Conditional(
            ifNoneMatch: headers.value(.ifNoneMatch), ifModifiedSince: headers.value(.ifModifiedSince))
        return conditional.outcome(
            isRead: true, entityTag: stored.entityTag, lastModified: stored.fields.value(.lastModified))
    }

    /// 206 or 416 for a range of what is stored; nil when the whole is to be sent. A packed body has no ranges: another
    /// time it may be packed otherwise.
    private func partial(_ stored: StoredResponse, _ headers: HTTPFields, _ fields: HTTPFields) -> Response? {
        guard let value = headers.value(.range), stored.status == .ok, !stored.fields.contains(.contentEncoding) else {
            return nil
        }
        let hears = Conditional.hearsRange(
            ifRange: headers.value(.ifRange), entityTag: stored.entityTag,
            lastModified: stored.fields.value(.lastModified), date: stored.fields.value(.date))
        guard hears else { return nil }
        var fields = fields
        fields[.contentLength] = nil
        fields.removeDigestsOfContent()
        switch ByteRange(value, of: stored.body.readableBytes) {
        case .ignored: return nil
        case .unsatisfiable:
            fields.becomeRefusal()
            fields[.contentRange] = ByteRange.unsatisfied(length: stored.body.readableBytes)
            return Response(status: .rangeNotSatisfiable, headers: fields)
        case .satisfiable(let range):
            let start = stored.body.readerIndex + range.lowerBound
            guard let part = stored.body.getSlice(at: start, length: range.count) else { return nil }
            fields[.contentRange] = ByteRange.contentRange(range, of: stored.body.readableBytes)
            return Response(status: .partialContent, headers: fields, body: ResponseBody(byteBuffer: part))
        }
    }
}

extension HTTPFields {
    /// Adds what a cache did behind what caches nearer to the origin did.
    mutating func add(_ status: CacheStatus) {
        guard let name = Self.cacheStatus else { return }
        append(HTTPField(name: name, value: status.description))
    }
}

extension StoredResponse {
    /// The response with the fields of the 304 that confirmed it (RFC 9111 §3.2): those of the body stay its own.
    func confirmed(by notModified: Response) -> Response {
        var fields = self.fields
        fields.append(contentsOf: targeted)
        let ofBody = Set(Conditional.fieldsOfBody)
        let confirming = confirming(notModified.headers)
        // Without a date of its own, the 304 was made now, and what it confirms counts as made now.
        fields[.date] = nil
        for name in Set(confirming.map(\.name)) where !ofBody.contains(name.canonicalName) {
            fields[fields: name] = confirming[fields: name]
        }
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: body))
    }

    /// The fields of a 304 as they hold for what is stored.
    private func confirming(_ notModified: HTTPFields) -> HTTPFields {
        var confirming = notModified
        let isPacked = fields.contains(.contentEncoding)
        // Who made the 304 may not know all that the 200 varies by, as what stands around it does. Without one of its
        // names, a response would be given to those whom it is not for.
        if let named = confirming.value(.vary) {
            confirming[.vary] = vary.joined(with: Vary(named)).description
        }
        // The handler's tag is of the plain body; a strong one on a packed body would say that it is that one.
        if let tag = confirming.value(.eTag).flatMap({ EntityTag(parsing: $0) }) {
            if let entityTag, entityTag.matchesWeakly(tag) {
                confirming[.eTag] = entityTag.description
            } else if isPacked {
                confirming[.eTag] = tag.weakened.description
            }
        }
        if isPacked { confirming.removeDigests() }
        return confirming
    }
}
