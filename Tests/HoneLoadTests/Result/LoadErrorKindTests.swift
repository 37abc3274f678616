import Testing

@testable import HoneLoad

struct LoadErrorKindTests {
    @Test func everyKindHasWordsOfItsOwn() {
        #expect(Set(LoadErrorKind.allCases.map(\.title)).count == LoadErrorKind.allCases.count)
        #expect(Set(LoadErrorKind.allCases.map(\.shortTitle)).count == LoadErrorKind.allCases.count)
        #expect(LoadErrorKind.allCases.allSatisfy { $0.shortTitle.count <= 16 })
    }

    @Test func failuresComeMostFrequentFirst() {
        var task = TaskResult(name: "GET /")
        #expect(task.failuresByKind.isEmpty)
        task.errors = [.timeout: 3, .reset: 7, .refused: 3, .check: 0]
        #expect(task.failuresByKind.map(\.kind) == [.reset, .refused, .timeout])
        #expect(task.failuresByKind.map(\.count) == [7, 3, 3])
    }
}
