import HoneCore
import HoneTesting
import Testing

@testable import Bistro

/// What the pool tells of the queries of a request: the counts of PAT-015 again, counted by its own means and at the
/// lines of Bistro's routes.
struct PooledQueryTests {
    private let asFound = Switches(patterns: [.connectionPool])
    private let eager = Switches(patterns: [.connectionPool, .eagerLoading])

    @Test(arguments: StatementCountTests.expectations)
    func countsWhatARequestAsksFor(expectation: StatementCountTests.Expectation) async throws {
        let tally = try await Shop.open(asFound) { client in
            let recorder = QueryRecorder()
            try await QueryObservation.observing(with: recorder) {
                let answer = try await client.send(expectation.call)
                #expect(answer.status < 300)
            }
            return recorder.tally
        }
        #expect(expectation.asFound.contains(tally.queries), "\(tally)")
        for statement in tally.statements {
            #expect(statement.place?.fileID.hasSuffix("Routes.swift") == true, "\(statement)")
        }
        try await Shop.open(eager) { client in
            try await expectQueries(atMost: expectation.eager.upperBound) {
                try await expectNoRepeatedQueries { _ = try await client.send(expectation.call) }
            }
        }
    }

    @Test func aQueryPerRowIsReportedAtItsLine() async throws {
        try await Shop.open(asFound) { client in
            try await withKnownIssue {
                try await expectNoRepeatedQueries { _ = try await client.send(.get("/api/chefs")) }
            } matching: { issue in
                let tally = (issue.error as? UnexpectedQueries)?.tally
                return tally?.repeated(moreThan: 4).map(\.sql) == [
                    "SELECT name FROM cuisines WHERE id = ?",
                    "SELECT MIN(price_cents) FROM products WHERE chef_id = ?",
                ] && issue.sourceLocation?.fileID == #fileID
            }
        }
    }

    @Test func theMonitorShowsTheLineAndThePool() async throws {
        var switches = asFound
        switches.patterns.insert(.monitoring)
        try await Shop.open(switches) { client in
            _ = try await client.send(.get("/api/chefs"))
            let metrics = try await client.send(.get("/api/monitoring/metrics")).text
            #expect(metrics.contains(#""place":"Bistro/CatalogueRoutes.swift:"#), "\(metrics)")
            #expect(metrics.contains(#""times":12"#), "\(metrics)")
            #expect(metrics.contains(#""readers.leases":2"#), "\(metrics)")
        }
    }
}
