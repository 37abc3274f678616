import Foundation
import HoneCore
import HoneLoad
import Testing

@testable import HoneReport

/// The heading lines are those that Locust 2.43 itself writes.
@Suite struct LoadCSVTests {
    private let renderer = CSVRenderer()

    private func rows(_ text: String) -> [[String]] {
        text.components(separatedBy: "\r\n").dropLast().map { $0.components(separatedBy: ",") }
    }

    @Test func statsHaveLocustsColumns() throws {
        let text = renderer.loadStats(SampleLoad.result())
        #expect(
            text.hasPrefix(
                "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,"
                    + "Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,"
                    + "99.99%,100%\r\n"))
        let rows = rows(text)
        #expect(rows.count == 4)
        #expect(rows.allSatisfy { $0.count == 22 })
        #expect(rows[1].prefix(4).elementsEqual(["GET", "/api/products", "100", "0"]))
        #expect(abs(try #require(Double(rows[1][4])) - 50) < 0.1)
        #expect(rows[1][8] == "15000")
        #expect(rows[1][9] == "10.000000")
        #expect(rows[2].prefix(4).elementsEqual(["POST", "/api/bookings", "10", "10"]))
        #expect(rows[2].suffix(11).allSatisfy { $0 == "N/A" })
        #expect(rows[3].prefix(4).elementsEqual(["", "Aggregated", "110", "10"]))
        #expect(rows[3][10] == "1.000000")
        let percentiles = rows[3].suffix(11).compactMap(Double.init)
        #expect(percentiles.count == 11)
        #expect(percentiles == percentiles.sorted())
    }

    @Test func failuresAddUpToTheFailureCount() throws {
        let text = renderer.loadFailures(SampleLoad.result())
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines[0] == "Method,Name,Error,Occurrences,First Seen,Last Seen")
        #expect(lines[1] == "POST,/api/bookings,no complete answer within the timeout,6,,")
        #expect(lines[2] == "POST,/api/bookings,status 500 and above,3,,")
        #expect(lines[3] == "POST,/api/bookings,\"check: body contains \"\"ok\"\", quoted\",1,,")
    }

    @Test func historyHasLocustsColumnsAndGrowingTotals() throws {
        let text = renderer.loadHistory(SampleLoad.result())
        #expect(
            text.hasPrefix(
                "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,"
                    + "Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,"
                    + "Total Min Response Time,Total Max Response Time,Total Average Content Size\r\n"))
        let rows = rows(text)
        #expect(rows.count == 11)
        #expect(rows.allSatisfy { $0.count == 24 })
        #expect(rows[1].prefix(6).elementsEqual(["1795372805", "20", "", "Aggregated", "11.000000", "1.000000"]))
        #expect(rows.dropFirst().map { $0[17] } == (1...10).map { String($0 * 11) })
        #expect(rows.dropFirst().map { $0[18] } == (1...10).map(String.init))
        let last = try #require(rows.last)
        #expect(abs(try #require(Double(last[20])) - 50.5) < 0.1, "the mean of 1 to 100 ms")
        #expect(Double(last[22]) == Double(rows[10][16]), "the slowest of the run was in the last interval")
    }

    @Test(arguments: [1e300, -1e300])
    func aTimeThatIsNoneIsStillWritten(_ startedAt: Double) {
        var result = SampleLoad.result(model: .open)
        result.startedAt = startedAt
        result.level = startedAt
        #expect(rows(renderer.loadHistory(result)).count == 11)
        #expect(LoadText.level(result).hasSuffix("arrivals/s, open model"))
        result.model = .closed(expectedInterval: 1)
        #expect(LoadText.level(result).hasSuffix("users, closed model"))
    }

    @Test func namesOfTheTargetStayFields() {
        let text = renderer.loadStats(SampleLoad.hostile())
        #expect(text.contains("'=1+1,"), "no formula")
        #expect(text.contains("\"GET /<b>"), "quoted for its comma and line break")
        #expect(renderer.loadStats(SampleLoad.nothing()).components(separatedBy: "\r\n").count == 3)
        #expect(renderer.loadHistory(SampleLoad.nothing()).components(separatedBy: "\r\n").count == 2)
    }
}
