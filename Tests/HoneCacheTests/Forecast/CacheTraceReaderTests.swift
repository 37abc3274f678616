import HoneCore
import Testing

@testable import HoneCache

@Suite struct CacheTraceReaderTests {
    static func read(_ text: String, part: Int = .max, maximumRequests: Int = 2_000_000) throws -> CacheTrace {
        var reader = CacheTraceReader(maximumRequests: maximumRequests)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            try reader.add(Array(rest.prefix(part)))
            rest = rest.dropFirst(part)
        }
        return try reader.finish()
    }

    static let header = "hone-cache-trace 1 rate=1.0 began=1 capacity=entries:9 name=a\n"

    @Test(arguments: [
        ("7\n3\n7\n", [0, 1, 0]), ("7\r\n3\r\n7", [0, 1, 0]), ("\n\na b\n\na b\nä", [0, 0, 1]),
    ])
    func textIsAKeyOnEachLine(text: String, keys: [Int]) throws {
        for part in [1, 2, 5, .max] {
            let trace = try Self.read(text, part: part)
            #expect(trace.keys.keys == keys)
            #expect(trace.requests == keys.count && trace.rate == 1)
            #expect(trace.seconds == nil && trace.requestsPerHour == nil && trace.name == nil)
        }
    }

    @Test func textAndKeyTraceAgree() throws {
        var generator = SeededGenerator(seed: 5)
        let text = (0..<5_000).map { _ in "key \(generator.next(in: 0...700))" }.joined(separator: "\n")
        #expect(try Self.read(text, part: 333).keys == KeyTrace(text: text))
    }

    @Test(arguments: [
        ("", CacheTraceReader.Refusal.empty), ("\n\n\r\n", .empty), (header, .empty),
        ("a\0b\n", .binary(isGzip: false)),
        (header + "1 0000000000000001\nhello\n", .malformed(line: 3)), ("hone-cache-trace 1 x\n", .malformed(line: 1)),
        (header.replacing("1.0", with: "1e-30"), .malformed(line: 1)),
        (header.replacing("1.0", with: "nan"), .malformed(line: 1)), ("hone-cache-trace 9 x\n", .newer(version: 9)),
        (header + "= 10 5 0\n", .nothingKept),
    ])
    func otherFilesAreRefused(text: String, refusal: CacheTraceReader.Refusal) {
        #expect(throws: refusal) { try Self.read(text) }
        #expect(throws: refusal) { try Self.read(text, part: 1_000) }
    }

    @Test(arguments: [("", 1), ("a\n", 2)], ["", "\n"])
    func endlessLinesAreNoKeys(start: (text: String, line: Int), end: String) {
        let text = start.text + String(repeating: "x", count: CacheTraceReader.longestKey + 1) + end
        for part in [1_000, .max] {
            #expect(throws: CacheTraceReader.Refusal.longLine(number: start.line)) { try Self.read(text, part: part) }
        }
    }

    @Test func compressedFilesAreKnown() {
        var reader = CacheTraceReader()
        #expect(throws: CacheTraceReader.Refusal.binary(isGzip: true)) {
            try reader.add([0x1F, 0x8B, 8, 0])
            return try reader.finish()
        }
    }

    @Test func aRecordingThatWasCutOffIsReadAsFarAsItGoes() throws {
        let trace = try Self.read(Self.header + "5 0000000000000001\n7 0000000000000002\n1 00000000")
        #expect(trace.keys.keys == [0, 1] && trace.times == [5, 12] && trace.isCutOff)
        #expect(trace.requests == 2 && trace.misses == nil && trace.seconds == 0.012)
        let whole = try Self.read(Self.header + "5 0000000000000001\n= 4 2 1\n. stopped\n")
        #expect(!whole.isCutOff && whole.requests == 4 && whole.misses == 2 && whole.dropped == 1)
        #expect(try Self.read(Self.header + "5 0000000000000001\n. limit\n").endedAtLimit)
    }

    @Test func withoutACountTheRateTellsOfAllRequests() throws {
        let text = Self.header.replacing("rate=1.0", with: "rate=0.1") + "5 0000000000000001\n1 0000000000000002\n"
        let trace = try Self.read(text)
        #expect(trace.requests == 20 && trace.distinctKeys == 20)
    }

    /// Numbers that no recording has, as in a file that was made to do harm.
    @Test(
        arguments: ["1.0", "0.5", "2.3283064365386963e-10"],
        ["", "= 9223372036854775807 0 0\n", "= 9223372036854775807 9223372036854775807 9223372036854775807\n"])
    func countsHaveAnEnd(rate: String, totals: String) throws {
        let text =
            Self.header.replacing("1.0", with: rate) + "9 0000000000000000\n999999999999999999 0000000000000000\n"
            + "1 0000000000000000 999999999999999999 999999999999999999\n" + totals
        let trace = try Self.read(text)
        #expect(trace.requests <= CacheTrace.most && trace.distinctKeys <= CacheTrace.most)
        let sizes: [ForecastSize] = [.share(10), .share(1e-9), .entries(.max)]
        let forecast = CacheForecast(trace, sizes: sizes, ttls: [.none, .recorded, .seconds(1e300)])
        #expect(forecast.outcomes.count == 9 * CachePolicy.allCases.count)
        for outcome in forecast.outcomes {
            #expect((0...1).contains(outcome.hitRatio) && outcome.loads + outcome.spared == trace.requests)
        }
    }

    /// Hashes that are kept however few keys are.
    @Test func theLeastHashIsNoEndlessKey() throws {
        let lines = (0..<3_000).map { "1 000000000000000\($0 % 3 == 0 ? 1 : 0)\n" }
        let text = Self.header.replacing("1.0", with: "2.3283064365386963e-10") + lines.joined()
        let trace = try Self.read(text, maximumRequests: 2_000)
        #expect(trace.keys.distinctKeys == 1 && trace.distinctKeys == CacheTrace.most)
    }

    @Test func timesAddUpToTheirLimit() throws {
        let text = Self.header + "4000000000 0000000000000001\n4000000000 0000000000000001\n1 0000000000000001\n"
        #expect(try Self.read(text).times == [4_000_000_000, .max, .max])
    }

    /// However long the trace, so many requests are kept, and what was kept says about the same as all.
    @Test func memoryIsBounded() throws {
        let text = try RecordedTrace.web12.load().keys.map { "k\($0)" }.joined(separator: "\n")
        let all = try Self.read(text)
        let kept = try Self.read(text, maximumRequests: 40_000)
        #expect(kept.keys.keys.count <= 40_000 && kept.keys.keys.count > 5_000)
        #expect(kept.rate < 0.6 && kept.requests == all.keys.keys.count)
        #expect(abs(Double(kept.distinctKeys) / Double(all.distinctKeys) - 1) < 0.05)
        for policy in [CachePolicy.lru, .adaptive, .optimum] {
            let exact = CacheForecast(all, policies: [policy]).outcomes
            let sampled = CacheForecast(kept, policies: [policy]).outcomes
            for (one, other) in zip(exact, sampled) {
                #expect(
                    abs(one.hitRatio - other.hitRatio) < 0.05,
                    "\(policy) at \(one.size): \(one.hitRatio), \(other.hitRatio)")
            }
        }
    }

    /// One key that takes all the room: it is let go, and what it was asked for counts as hits.
    @Test func aKeyThatIsAskedForAllTheTime() throws {
        let text = (0..<50_000).map { $0 % 10 == 0 ? "cold \($0 / 10 % 400)" : "hot" }.joined(separator: "\n")
        do {
            let trace = try Self.read(text, maximumRequests: 4_000)
            #expect(trace.requests == 50_000 && trace.keys.keys.count <= 4_000)
            let outcome = try #require(CacheForecast(trace, policies: [.lru], sizes: [.share(1)]).outcomes.first)
            #expect(outcome.hitRatio > 0.9)
        } catch {
            #expect(error as? CacheTraceReader.Refusal == .nothingKept)
        }
    }
}
