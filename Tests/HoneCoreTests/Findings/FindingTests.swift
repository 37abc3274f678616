import HoneCore
import Testing

@Suite("Findings and patterns")
struct FindingTests {
    @Test("Severities and phases are in order")
    func order() {
        #expect(Severity.low < .medium && Severity.medium < .high)
        #expect(PatternID.Phase.database < .api && PatternID.Phase.api < .frontEnd)
        #expect([PatternID.indices, .connectionPooling].sorted() == [.connectionPooling, .indices])
    }

    @Test("The patterns are PAT-010 to PAT-021")
    func patterns() {
        #expect(PatternID.allCases.map(\.rawValue) == (10...21).map { "PAT-0\($0)" })
    }

    @Test("A finding's id is its detector and place; an estimate stays between 0 and 1")
    func identity() {
        let finding = Finding(
            detector: "n-plus-one", severity: .high, title: "N+1", location: "GET /api/dashboard",
            evidence: [.init("queries", 9, "per request")], pattern: .eagerLoading,
            estimate: .init(share: 1.4, basis: "8 of 9 queries"), effortHours: 4)
        #expect(finding.id == "n-plus-one@GET /api/dashboard")
        #expect(finding.estimate?.share == 1)
    }
}
