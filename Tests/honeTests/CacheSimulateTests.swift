import Foundation
import HoneCache
import HoneTesting
import Testing

@Suite("hone cache")
struct CacheSimulateTests {
    private struct Report: Decodable {
        struct Trace: Decodable {
            var name: String?
            var requests: Int
            var keys: Int
            var rate: Double
            var seconds: Double?
            var misses: Int?
            var capacityEntries: Int?
        }

        struct Outcome: Decodable {
            var policy: String
            var size: String
            var entries: Int
            var ttl: String
            var hitRatio: Double
            var loads: Int
            var spared: Int
            var sparedPerHour: Double?
        }

        var trace: Trace
        var outcomes: [Outcome]
    }

    /// Some of many keys often, the rest once.
    private static let keys = (0..<4_000).map { $0 % 3 == 0 ? "cold/\($0)" : "hot/\($0 * 7 % 40)" }

    @Test("A text of keys becomes a table with every policy, and nothing else on standard output")
    func table() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.keys.joined(separator: "\n"), to: "keys.txt")
        let outcome = try await program.run("cache", "simulate", "keys.txt", "--sizes", "1%,100")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("4,000 requests of 1,374 keys."))
        for word in ["LRU", "SIEVE", "W-TinyLFU", "S3-FIFO", "Hone", "optimum", "1%", "100", "spared"] {
            #expect(outcome.output.contains(word), "\(word)")
        }
        #expect(outcome.errors.isEmpty, "progress is for terminals")
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test("JSON says the same in numbers")
    func json() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.keys.joined(separator: "\n"), to: "keys.txt")
        let outcome = try await program.run(
            "cache", "simulate", "keys.txt", "--sizes", "50,100%", "--policies", "lru,HONE,optimum", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        #expect(report.trace.requests == 4_000 && report.trace.keys == 1_374 && report.trace.rate == 1)
        #expect(report.trace.seconds == nil && report.trace.name == nil)
        #expect(report.outcomes.map(\.policy) == ["LRU", "Hone", "optimum", "LRU", "Hone", "optimum"])
        #expect(report.outcomes.map(\.entries) == [50, 50, 50, 1_374, 1_374, 1_374])
        #expect(report.outcomes.allSatisfy { $0.loads + $0.spared == 4_000 && $0.sparedPerHour == nil })
        #expect(report.outcomes[4].spared == 4_000 - 1_374, "with room for all, each key is loaded once")
    }

    @Test("What a cache recorded is simulated with its times to live")
    func recording() async throws {
        let program = try Program()
        defer { program.remove() }
        let cache = Cache<String, Int>(name: "products", capacity: .entries(20), ttl: .seconds(3_600))
        let path = program.folder.appending(path: "products.trace").path
        let recording = try cache.record(to: path, rate: 1)
        for key in Self.keys { _ = try await cache.value(for: key) { 1 } }
        await recording.stop()
        #expect(recording.statistics.dropped == 0)
        let arguments = ["cache", "simulate", "products.trace", "--ttl", "none,1h,recorded", "--sizes", "5%"]
        let outcome = try await program.run(arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("products: 4,000 requests of 1,374 keys"))
        #expect(outcome.output.contains("had 20% of them, with room for 20"))
        #expect(outcome.output.contains("fresh as they were recorded") && outcome.output.contains("fresh for 1h"))
        let json = try await program.run(arguments + ["--json"])
        let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
        #expect(report.trace.name == "products" && report.trace.capacityEntries == 20)
        #expect(report.trace.misses == cache.statistics.misses)
        #expect(Set(report.outcomes.map(\.ttl)) == ["none", "1h", "recorded"])
        #expect(report.outcomes.allSatisfy { $0.hitRatio > 0.3 && $0.hitRatio < 0.7 })
        let text = try program.read("products.trace")
        #expect(!text.contains("hot") && !text.contains("cold"), "no key is in a recording")
    }

    @Test("A long trace is simulated in bounded memory")
    func bounded() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write((0..<30_000).map { "key \($0 * $0 % 7_919)" }.joined(separator: "\n"), to: "keys.txt")
        let outcome = try await program.run(
            "cache", "simulate", "keys.txt", "--max-requests", "2000", "--policies", "lru", "--json")
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        #expect(report.trace.requests == 30_000 && report.trace.rate < 0.1)
        #expect(abs(report.trace.keys - 3_960) < 900, "\(report.trace.keys)")
    }

    @Test("Standard input is read with -")
    func standardInput() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("a\nb\na\n", to: "keys.txt")
        let child = try program.start(["cache", "simulate", "-", "--sizes", "100%"], after: "exec < keys.txt")
        #expect(try await child.ending() == .exited(0))
        #expect(try program.output.hasPrefix("3 requests of 2 keys."))
    }

    @Test(
        "What cannot be simulated is refused with status 2 and a remedy",
        arguments: [
            (["missing.txt"], "cannot be read"), (["."], "cannot be read"), (["empty.txt"], "no request"),
            (["binary"], "not text"), (["zipped"], "zcat zipped"), (["damaged"], "line 2"), (["newer"], "version 7"),
            (["keys.txt", "--sizes", "0%"], "'0%' is no size"), (["keys.txt", "--sizes", ""], "1 to 32"),
            (["keys.txt", "--sizes", "5%,lots"], "'lots'"), (["keys.txt", "--ttl", "soon"], "'soon' is no time"),
            (["keys.txt", "--ttl", "60s"], "no times"), (["keys.txt", "--policies", "fifo"], "W-TinyLFU"),
            (["timed", "--ttl", "recorded"], "stored with a time to live"),
            (["keys.txt", "--max-requests", "5"], "1000"),
            ([], "trace"),
        ])
    func refused(arguments: [String], word: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let header = "hone-cache-trace 1 rate=1.0 began=1 capacity=entries:9 name=a\n"
        try program.write("a\nb\n", to: "keys.txt")
        try program.write("\n", to: "empty.txt")
        try program.write("a\u{0}\u{1}b", to: "binary")
        try Data([0x1F, 0x8B, 8, 0, 0]).write(to: program.folder.appending(path: "zipped"))
        try program.write(header + "hello\n", to: "damaged")
        try program.write("hone-cache-trace 7 new\n", to: "newer")
        try program.write(header + "5 0000000000000001\n", to: "timed")
        let outcome = try await program.run(["cache", "simulate"] + arguments)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains(word), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test("Without a subcommand it says what there is")
    func alone() async throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try await program.run("cache")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("simulate") && outcome.output.contains("Example"))
        let help = try await program.run("cache", "simulate", "--help")
        #expect(help.status == 0 && help.output.contains("--sizes") && help.output.contains("Example"))
    }
}
