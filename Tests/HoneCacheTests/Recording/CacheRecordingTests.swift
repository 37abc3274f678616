import Foundation
import HoneTesting
import Synchronization
import Testing

@testable import HoneCache

@Suite(.timeLimit(.minutes(1))) struct CacheRecordingTests {
    let clock = ManualClock()

    func cache(_ capacity: CacheCapacity = .entries(1_000), ttl: Duration? = nil) -> Cache<String, Int> {
        Cache(
            name: "test", capacity: capacity, options: CacheOptions(ttl: ttl), clock: CacheClock(clock),
            weigher: { key, _ in key.utf8.count })
    }

    static func read(_ bytes: [UInt8]) throws -> CacheTrace {
        var reader = CacheTraceReader()
        try reader.add(bytes)
        return try reader.finish()
    }

    @Test func everyRequestIsRecordedWithItsTime() async throws {
        let folder = try TemporaryFolder()
        let cache = self.cache(.weight(10_000), ttl: .seconds(60))
        let recording = try cache.record(to: folder.path("a.trace"), rate: 1)
        for key in ["a", "bb", "a", "ccc", "a"] {
            clock.advance(by: .milliseconds(250))
            _ = try await cache.value(for: key) { 1 }
        }
        _ = cache.cached("none")
        cache.set(2, for: "bb", ttl: .seconds(5))
        await recording.stop()
        let trace = try Self.read(folder.bytes("a.trace"))
        #expect(trace.keys.keys == [0, 1, 0, 2, 0, 3])
        #expect(trace.times == [250, 500, 750, 1_000, 1_250, 1_250])
        #expect(trace.weights == [1, 2, 3, 0], "of what was never stored, nothing is known")
        #expect(trace.ttls == [60_000, 5_000, 60_000, CacheTrace.endless])
        #expect(trace.requests == 6 && trace.misses == 4 && trace.dropped == 0)
        #expect(trace.name == "test" && trace.capacity == .weight(10_000) && trace.rate == 1)
        #expect(!trace.endedAtLimit && !trace.isCutOff)
        let statistics = recording.statistics
        #expect(statistics.requests == 6 && statistics.stores == 4 && statistics.waiting == 0)
        let bytes = try folder.bytes("a.trace").count
        #expect(statistics.state == .stopped && statistics.bytes == bytes)
    }

    @Test func noKeyIsInTheFileAndHashesDifferBetweenRecordings() async throws {
        let folder = try TemporaryFolder()
        let cache = self.cache()
        for name in ["1", "2"] {
            let recording = try cache.record(to: folder.path(name), rate: 1)
            for _ in 0..<3 { _ = cache.cached("user:secret@example.org") }
            await recording.stop()
        }
        let texts = [try folder.text("1"), try folder.text("2")]
        #expect(!texts.contains { $0.contains("secret") || $0.contains("example") })
        let hashes = texts.map {
            Set($0.split(separator: "\n").dropFirst().filter { !"=.".contains($0.prefix(1)) }.map { $0.suffix(16) })
        }
        #expect(hashes.allSatisfy { $0.count == 1 })
        #expect(hashes[0] != hashes[1])
    }

    @Test func onlyItsOwnerReadsTheFile() async throws {
        let folder = try TemporaryFolder()
        await (try self.cache().record(to: folder.path("a"))).stop()
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("a"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func ofAShareOfTheKeysEveryRequestIsRecorded() async throws {
        let folder = try TemporaryFolder()
        let cache = self.cache(.entries(5_000))
        let recording = try cache.record(to: folder.path("a"), rate: 0.25)
        for round in 0..<3 { for key in 0..<2_000 { _ = try await cache.value(for: "key:\(key)") { round } } }
        await recording.stop()
        let trace = try Self.read(folder.bytes("a"))
        #expect(trace.requests == 6_000 && trace.misses == 2_000)
        #expect(trace.keys.keys.count == trace.keys.distinctKeys * 3)
        #expect(abs(trace.keys.distinctKeys - 500) < 100, "\(trace.keys.distinctKeys) of 2,000 keys at a rate of 0.25")
        #expect(abs(trace.distinctKeys - 2_000) < 400)
    }

    @Test func theFileEndsAtItsLimitAndSaysSo() async throws {
        let folder = try TemporaryFolder()
        let cache = self.cache()
        let recording = try cache.record(to: folder.path("a"), rate: 1, maximumBytes: 4_096)
        for key in 0..<2_000 { _ = cache.cached("\(key)") }
        try await eventually { recording.statistics.state != .recording }
        #expect(recording.statistics.state == .full(limit: 4_096))
        #expect(try folder.bytes("a").count <= 4_096)
        #expect(try folder.text("a").hasSuffix(". limit\n"))
        let trace = try Self.read(folder.bytes("a"))
        #expect(trace.endedAtLimit && trace.keys.keys.count > 100)
        try await eventually { !cache.isWatched }
        let bytes = try folder.bytes("a")
        for key in 0..<100 { _ = cache.cached("\(key)") }
        await recording.stop()
        #expect(try folder.bytes("a") == bytes, "what is over stays over")
        #expect(recording.statistics.state == .full(limit: 4_096))
    }

    @Test func whatDoesNotFitIntoTheQueueIsCounted() async throws {
        let folder = try TemporaryFolder()
        let cache = self.cache()
        let recording = try cache.record(to: folder.path("a"), rate: 1, queueCapacity: 16)
        for key in 0..<5_000 { _ = cache.cached("\(key)") }
        await recording.stop()
        let statistics = recording.statistics
        #expect(statistics.dropped > 0 && statistics.requests + statistics.dropped == 5_000)
        let trace = try Self.read(folder.bytes("a"))
        #expect(trace.dropped == statistics.dropped && trace.keys.keys.count == statistics.requests)
    }

    @Test func manyThreadsLoseNothing() async throws {
        let folder = try TemporaryFolder()
        let cache = self.cache(.entries(10_000))
        let recording = try cache.record(to: folder.path("a"), rate: 1, queueCapacity: 100_000)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { for key in 0..<1_000 { _ = cache.cached("\(task):\(key)") } }
            }
        }
        await recording.stop()
        let trace = try Self.read(folder.bytes("a"))
        #expect(trace.keys.keys.count == 8_000 && trace.keys.distinctKeys == 8_000)
    }

    @Test func aKeyThatIsNotSampledMeetsNoRecording() async throws {
        let folder = try TemporaryFolder()
        let cache = self.cache()
        #expect(cache.watch.recording(keeping: 1) == nil)
        let recording = try cache.record(to: folder.path("a"), rate: 0.2)
        let kept = (0..<10_000).count { cache.watch.recording(keeping: SpatialSampling.spread($0)) === recording }
        #expect(abs(kept - 2_000) < 200)
        await recording.stop()
        #expect((0..<100).allSatisfy { cache.watch.recording(keeping: SpatialSampling.spread($0)) == nil })
    }

    @Test func oneRecordingAtATime() async throws {
        let folder = try TemporaryFolder()
        let cache = self.cache()
        let first = try cache.record(to: folder.path("a"))
        let error = try #require(throws: RecordingError.self) { try cache.record(to: folder.path("b")) }
        #expect(error.description.contains("'test'") && error.description.contains("stop that recording"))
        await first.stop()
        await first.stop()
        #expect(!cache.isWatched)
        let second = try cache.record(to: folder.path("b"))
        await first.stop()
        #expect(cache.isWatched, "ending the first again does not end the second")
        await second.stop()
    }

    @Test(arguments: [0, -0.5, 1e-10, 1.01, Double.nan])
    func aRateIsAShare(rate: Double) throws {
        let folder = try TemporaryFolder()
        let error = try #require(throws: RecordingError.self) {
            try self.cache().record(to: folder.path("a"), rate: rate)
        }
        #expect(error.description.contains("up to 1"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("a")))
    }

    @Test func filesThatAreNoTracesAreLeftAlone() async throws {
        let folder = try TemporaryFolder()
        try folder.write("precious".utf8, to: "letter.txt")
        let error = try #require(throws: RecordingError.self) { try self.cache().record(to: folder.path("letter.txt")) }
        #expect(error.problem.contains("no trace"))
        #expect(try folder.text("letter.txt") == "precious")
        #expect(throws: RecordingError.self) { try self.cache().record(to: folder.path("no/such/folder")) }
        #expect(throws: RecordingError.self) { try self.cache().record(to: "/dev/null") }
        #expect(throws: RecordingError.self) {
            try self.cache().record(to: FileManager.default.temporaryDirectory.path)
        }
        await (try self.cache().record(to: folder.path("a"), rate: 1)).stop()
        let cache = self.cache()
        let again = try cache.record(to: folder.path("a"), rate: 1)
        _ = cache.cached("x")
        await again.stop()
        #expect(try Self.read(folder.bytes("a")).requests == 1, "a trace is replaced")
    }

    @Test func aCacheThatGoesAwayEndsItsRecording() async throws {
        let folder = try TemporaryFolder()
        var cache: Cache<String, Int>? = cache()
        let recording = try cache?.record(to: folder.path("a"), rate: 1)
        _ = cache?.cached("x")
        cache = nil
        await recording?.stop()
        #expect(recording?.statistics.state == .stopped && recording?.statistics.requests == 1)
        var held: Cache<String, Int>? = self.cache()
        try held?.record(to: folder.path("b"), rate: 1)
        _ = held?.cached("x")
        held = nil
        try await eventually { try folder.text("b").hasSuffix(". stopped\n") }
        #expect(try Self.read(folder.bytes("b")).keys.keys == [0])
    }

    /// A full disk: the recording ends and says why.
    @Test func aFileThatCannotBeWrittenEndsIt() async throws {
        let descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        let ends = Live()
        let recording = CacheRecording(
            path: "/dev/full", file: TraceFile(descriptor: descriptor), rate: 1, now: 0, maximumBytes: 10_000,
            queueCapacity: 100, totals: { nil }, ended: { _ in ends.add(1) })
        recording.note(1) { 1 }
        recording.drain()
        guard case .failed(let problem) = recording.statistics.state else {
            Issue.record("\(recording.statistics)")
            return
        }
        #expect(problem.contains("space") && ends.count == 1)
        recording.note(2) { 2 }
        recording.drain()
        await recording.stop()
        #expect(recording.statistics.state == .failed(problem))
    }
}

extension Cache {
    fileprivate var isWatched: Bool { watch.isOn.load(ordering: .relaxed) }
}
