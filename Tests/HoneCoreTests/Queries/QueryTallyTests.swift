import HoneCore
import Testing

/// What is kept of queries, and who is told of them.
struct QueryTallyTests {
    @Test func talliesByStatementAndLine() {
        var tally = QueryTally()
        let list = SourcePlace(fileID: "App/List.swift", line: 3)
        let detail = SourcePlace(fileID: "App/Detail.swift", line: 9)
        for (sql, place) in [("a", list), ("a", detail), ("a", list), ("b", list)] {
            tally.add(RanQuery(sql: sql, nanoseconds: 5, place: place))
        }
        #expect(tally.queries == 4)
        #expect(tally.statements.map(\.count) == [2, 1, 1])
        #expect(tally.statements.map(\.nanoseconds) == [10, 5, 5])
        #expect(tally.repeated(moreThan: 1).map(\.place) == [list])
        #expect(tally.repeated(moreThan: 2).isEmpty)
        #expect(tally.description.hasPrefix("  2 × a (App/List.swift:3)\n"))
    }

    @Test func isBoundedAndSaysWhatItLeftOut() {
        let recorder = QueryRecorder()
        for index in 0..<1_000 { recorder.observe(RanQuery(sql: "SELECT \(index)", nanoseconds: 1)) }
        let tally = recorder.tally
        #expect(tally.queries == 1_000)
        #expect(tally.statements.count == QueryTally.maximumStatements)
        #expect(tally.unlisted == 1_000 - QueryTally.maximumStatements)
        #expect(tally.description.contains("744 × other statements"))
    }

    @Test func placesAreThoseOfTheCall() {
        let place = SourcePlace()
        #expect(place.line == #line - 1)
        #expect(place.description == "\(#fileID):\(place.line)")
    }

    @Test func observersNestAndReachChildTasks() async {
        #expect(QueryObservation.current == nil)
        let outer = QueryRecorder()
        let inner = QueryRecorder()
        await QueryObservation.observing(with: outer) {
            QueryObservation.current?.record(RanQuery(sql: "a", nanoseconds: 1))
            await QueryObservation.observing(with: inner) {
                await withTaskGroup { group in
                    for _ in 0..<3 {
                        group.addTask { QueryObservation.current?.record(RanQuery(sql: "b", nanoseconds: 1)) }
                    }
                }
            }
        }
        #expect(QueryObservation.current == nil)
        #expect(outer.tally.queries == 4)
        #expect(inner.tally.queries == 3)
    }
}
