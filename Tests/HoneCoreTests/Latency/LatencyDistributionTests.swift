import Foundation
import HoneCore
import Testing

@Suite("Latency distribution")
struct LatencyDistributionTests {
    private func read(_ json: String) throws -> LatencyDistribution {
        try JSONDecoder().decode(LatencyDistribution.self, from: Data(json.utf8))
    }

    @Test("What was saved is read back")
    func saved() throws {
        var distribution = LatencyDistribution()
        for nanoseconds in [0, 31, 32, 1_000_000, 5_000_000_000, UInt64.max] {
            distribution.record(nanoseconds: nanoseconds, count: 3)
        }
        let data = try JSONEncoder().encode(distribution)
        #expect(try JSONDecoder().decode(LatencyDistribution.self, from: data) == distribution)
        #expect(try read(#"{"buckets":[],"counts":[]}"#) == LatencyDistribution())
    }

    @Test(
        "Lists that no run can have written are refused, and do not end the program later",
        arguments: [
            (#"{"buckets":[1,2],"counts":[1]}"#, "2 buckets but 1 counts"),
            (#"{"buckets":[1],"counts":[1,2]}"#, "1 buckets but 2 counts"),
            (#"{"buckets":[2,1],"counts":[1,1]}"#, "not in ascending order"),
            (#"{"buckets":[2,2],"counts":[1,1]}"#, "not in ascending order"),
            (#"{"buckets":[65535],"counts":[1]}"#, "no bucket 65535"),
        ])
    func damaged(json: String, reason: String) throws {
        let error = #expect(throws: DecodingError.self) { try read(json) }
        guard case .dataCorrupted(let context) = try #require(error) else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(context.debugDescription.contains(reason))
    }
}
