import HoneCore
import HoneTesting
import Testing

/// What a test says of queries that it did not expect, and where it says it.
struct ExpectQueriesTests {
    private func run(_ count: Int, _ sql: String = "SELECT name FROM chef WHERE id = ?") {
        for _ in 0..<count {
            let place = SourcePlace(fileID: "App/ChefList.swift", line: 12)
            QueryObservation.current?.record(RanQuery(sql: sql, nanoseconds: 1_000, place: place))
        }
    }

    @Test func givesWhatTheBodyReturns() async throws {
        let value = try await expectQueries(atMost: 2) {
            run(2)
            return "value"
        }
        #expect(value == "value")
        #expect(try await expectNoRepeatedQueries { run(4) } == ())
    }

    @Test func tooManyAreAnIssueAtTheLineOfTheCall() async throws {
        let line = #line + 2
        try await withKnownIssue {
            try await expectQueries(atMost: 2) { run(3) }
        } matching: { issue in
            let error = issue.error as? UnexpectedQueries
            return issue.sourceLocation?.line == line && issue.sourceLocation?.fileID == #fileID
                && error?.tally.queries == 3 && error?.place.line == line
                && error?.description.contains("3 × SELECT name FROM chef WHERE id = ? (App/ChefList.swift:12)") == true
        }
    }

    @Test func repeatsAreAnIssueAtTheLineOfTheCall() async throws {
        let line = #line + 2
        try await withKnownIssue {
            try await expectNoRepeatedQueries {
                run(1, "SELECT * FROM chef")
                run(5)
            }
        } matching: { issue in
            issue.sourceLocation?.line == line
                && (issue.error as? UnexpectedQueries)?.finding.hasPrefix("1 of the statements ran more than 4 times")
                    == true
        }
    }

    @Test func outsideOfATestItIsThrown() async throws {
        // A detached task knows of no test.
        let task = Task.detached {
            try await expectQueries(atMost: 0) { run(1) }
        }
        let error = await #expect(throws: UnexpectedQueries.self) { try await task.value }
        #expect(error?.finding == "1 queries ran where 0 at most are expected")
    }

    @Test func whatTheBodyThrowsIsThrown() async {
        struct Refused: Error {}
        await #expect(throws: Refused.self) {
            try await expectQueries(atMost: 0) {
                run(9)
                throw Refused()
            }
        }
    }
}
