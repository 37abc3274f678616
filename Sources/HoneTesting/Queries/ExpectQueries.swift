import HoneCore

#if canImport(Testing)
    import Testing
#endif

/// Runs a body and expects that it runs so many queries at most; how an N+1 is kept from coming back.
///
///     let page = try await expectQueries(atMost: 2) { try await explore(page: 1) }
///
/// Counted are the statements that a `ConnectionPool` of `HoneDatabase` runs (or any layer that records into
/// `QueryObservation`) for this task and its child tasks: neither transaction control nor PRAGMA nor reads of the
/// schema. In a test of Swift Testing more of them are an issue at the line of the call, and the test goes on; outside
/// of one they are thrown.
/// - Parameters:
///   - limit: queries at most.
///   - fileID: where it is called; so are `filePath`, `line` and `column`.
///   - filePath: see `fileID`.
///   - line: see `fileID`.
///   - column: see `fileID`.
///   - body: what is to be counted.
/// - Returns: what the body returns.
/// - Throws: what the body throws, and ``UnexpectedQueries`` outside of a test.
@discardableResult
public func expectQueries<T>(
    atMost limit: Int, fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
    column: Int = #column, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
) async throws -> T {
    let (value, tally) = try await tallied(body)
    if tally.queries > limit {
        let finding = "\(tally.queries) queries ran where \(limit) at most are expected"
        try report(
            UnexpectedQueries(finding: finding, tally: tally, place: SourcePlace(fileID: fileID, line: line)),
            filePath: filePath, column: column)
    }
    return value
}

/// Runs a body and expects that no line of it asks for the same statement again and again, whatever the values: finds
/// an N+1 without anybody knowing how many queries there should be.
/// - Parameters:
///   - times: how often one statement may run at one line. 4 unless told, as from 5 on Hone calls it an N+1.
///   - fileID: where it is called; so are `filePath`, `line` and `column`.
///   - filePath: see `fileID`.
///   - line: see `fileID`.
///   - column: see `fileID`.
///   - body: what is to be looked at.
/// - Returns: what the body returns.
/// - Throws: as `expectQueries(atMost:_:)`.
@discardableResult
public func expectNoRepeatedQueries<T>(
    moreThan times: Int = 4, fileID: String = #fileID, filePath: String = #filePath, line: Int = #line,
    column: Int = #column, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
) async throws -> T {
    let (value, tally) = try await tallied(body)
    let repeated = tally.repeated(moreThan: times)
    if !repeated.isEmpty {
        let finding = "\(repeated.count) of the statements ran more than \(times) times at one line"
        try report(
            UnexpectedQueries(finding: finding, tally: tally, place: SourcePlace(fileID: fileID, line: line)),
            filePath: filePath, column: column)
    }
    return value
}

private func tallied<T>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
) async throws -> (T, QueryTally) {
    let recorder = QueryRecorder()
    let value = try await QueryObservation.observing(with: recorder, body)
    return (value, recorder.tally)
}

/// An issue of the test that runs; thrown where there is none, or no Swift Testing.
private func report(_ error: UnexpectedQueries, filePath: String, column: Int) throws {
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
