import HoneCore
import HoneMonitor

#if canImport(Testing)
    import Testing
#endif

/// Expects figures of an endpoint in what a monitor saw: how a slow or chatty endpoint is kept from coming back.
///
///     try expectEndpoint("GET /api/chefs/{id}", in: monitor.snapshot(), requests: 50..., queriesPerRequest: 2, p95:
///     80)
///
/// What is left out is not looked at. In a test of Swift Testing what is not as expected is an issue at the line of the
/// call; outside of one it is thrown.
/// - Parameters:
///   - name: method and route, such as `GET /api/chefs/{id}`.
///   - snapshot: what the monitor saw.
///   - requests: how many must have been answered.
///   - serverErrors: answers with a status from 500 on, at most.
///   - queriesPerRequest: on average, at most.
///   - maxQueries: of any one request, at most.
///   - p95: the 95th percentile of the latency since the monitor began, at most, ms.
///   - cacheHitRate: look-ups that caches answered, per cent, at least.
///   - fileID: where it is called; so are `filePath`, `line` and `column`.
///   - filePath: see `fileID`.
///   - line: see `fileID`.
///   - column: see `fileID`.
/// - Throws: ``UnexpectedFigures`` outside of a test.
public func expectEndpoint(
    _ name: String, in snapshot: MonitorSnapshot, requests: (any RangeExpression<Int>)? = nil, serverErrors: Int? = nil,
    queriesPerRequest: Double? = nil, maxQueries: Int? = nil, p95: Double? = nil, cacheHitRate: Double? = nil,
    fileID: String = #fileID, filePath: String = #filePath, line: Int = #line, column: Int = #column
) throws {
    var problems: [String] = []
    func expect(_ what: String, _ found: Double, atMost limit: Double?) {
        if let limit, found > limit { problems.append("\(what): \(found) where \(limit) at most are expected") }
    }
    if let endpoint = snapshot[name] {
        if let requests, !requests.contains(endpoint.count) {
            problems.append("requests: \(endpoint.count) where \(requests) are expected")
        }
        expect("server errors", Double(endpoint.serverErrors), atMost: serverErrors.map(Double.init))
        expect("queries per request", endpoint.queries.perRequest, atMost: queriesPerRequest)
        expect("queries of one request", Double(endpoint.queries.maxPerRequest), atMost: maxQueries.map(Double.init))
        expect("p95 in ms", endpoint.latency.p95, atMost: p95)
        if let cacheHitRate {
            let all = endpoint.cache.hits + endpoint.cache.misses
            let rate = Double(endpoint.cache.hits) / Double(max(1, all)) * 100
            if rate < cacheHitRate {
                problems.append("cache hit rate: \(rate) % of \(all) where \(cacheHitRate) % at least are expected")
            }
        }
    } else {
        let seen = snapshot.endpoints.map(\.endpoint)
        problems.append("not asked; asked were \(seen.isEmpty ? "none" : seen.prefix(20).joined(separator: ", "))")
    }
    guard !problems.isEmpty else { return }
    try record(
        UnexpectedFigures(
            endpoint: name, problems: problems, repeated: snapshot[name]?.queries.mostRepeated,
            place: SourcePlace(fileID: fileID, line: line)), filePath: filePath, column: column)
}

/// An endpoint's figures were not as expected.
public struct UnexpectedFigures: Error, Sendable, Equatable, CustomStringConvertible {
    /// Method and route.
    public let endpoint: String
    /// What was found and what was expected, a line each.
    public let problems: [String]
    /// The statement that one request repeated most, which is where too many queries come from.
    public let repeated: EndpointSnapshot.Repeated?
    /// Where it was expected.
    public let place: SourcePlace

    /// All of it.
    public var description: String {
        let lines = problems.map { "\n  \($0)" }.joined()
        let most = repeated.map { "\n  most repeated: \($0.times) × \($0.sql)" + ($0.place.map { " (\($0))" } ?? "") }
        return "\(endpoint) (\(place)):\(lines)\(most ?? "")"
    }
}

/// An issue of the test that runs; thrown where there is none, or no Swift Testing.
private func record(_ error: UnexpectedFigures, filePath: String, column: Int) throws {
    #if canImport(Testing)
        if Test.current != nil {
            Issue.record(
                error,
                sourceLocation: SourceLocation(
                    fileID: error.place.fileID, filePath: filePath, line: error.place.line, column: column))
            return
        }
    #endif
    throw error
}
