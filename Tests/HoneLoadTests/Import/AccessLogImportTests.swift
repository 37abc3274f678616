import HoneCore
import Testing

@testable import HoneLoad

@Suite("Access log import")
struct AccessLogImportTests {
    private static let target = "http://127.0.0.1:8000"

    private func read(_ text: String, _ settings: ImportSettings = ImportSettings(target: target)) throws -> Imported {
        try AccessLogImport(settings).read(Array(text.utf8))
    }

    @Test("nginx: endpoints by how often, with their paths; no assets, writes, refusals or secrets")
    func nginx() throws {
        let imported = try read(LogFixture.nginx)
        let tasks = imported.scenario.classes[0].tasks
        #expect(tasks.map(\.name) == ["GET /chefs/{id}", "GET /search", "GET /", "GET /fail", "HEAD /"])
        #expect(tasks.map(\.weight) == [4, 3, 1, 1, 1])
        #expect(tasks[0].paths == ["/chefs/1", "/chefs/17", "/chefs/2"])
        #expect(
            tasks[1].paths == [
                "/search?access_token={{secrets.access_token}}&q=x", "/search?q=a%20b&page=2", "/search?q=pasta",
            ])
        for part in [
            "1 of 15 lines that tell of no request (the first is line 14)", "1 requests that may have changed",
            "2 requests that were refused", "1 requests for assets", "10 requests in 5 s", "3 sessions",
        ] {
            #expect(imported.remarks.contains { $0.contains(part) }, "\(part) in \(imported.remarks)")
        }
        #expect(!ScenarioWriter().files(imported.scenario).yaml.contains("s3cr3t"))
        #expect(imported.scenario.load == .init(.poisson, stages: [.init(2, hold: 60)]))
        try imported.scenario.validate()
    }

    @Test("Writes and assets are taken over when wanted, and missing bodies are told")
    func everything() throws {
        let imported = try read(
            LogFixture.nginx, .init(target: Self.target, includesWrites: true, includesAssets: true))
        let names = imported.scenario.classes[0].tasks.map(\.name)
        #expect(names.contains("POST /api/login"))
        #expect(names.contains("GET /app.js"))
        #expect(imported.remarks.contains { $0.contains("does not hold bodies") })
    }

    @Test("Apache: users in the log, offsets, virtual hosts, escapes and 30 minutes between sessions")
    func apache() throws {
        let imported = try read(LogFixture.apache)
        let users = imported.scenario.classes[0]
        #expect(users.tasks.map(\.name) == ["GET /reports/{id}.json", "GET /", "GET /a%22b"])
        // Pauses of 4 and 8 s; the 45 minutes are another session.
        #expect(users.thinkTime == .uniform(from: 4, to: 8))
        #expect(imported.remarks.contains { $0.contains("3 sessions") })
        #expect(imported.remarks.contains { $0.contains("23:00 UTC") || $0.contains("22:59 UTC") })
        #expect(imported.remarks.contains { $0.contains("1 of 6 lines") })
    }

    @Test(
        "Caddy: a time that no log was written at makes a line unreadable",
        arguments: ["1e300", "-1", "253402300800", "-1e300", "\"x\"", "null"])
    func times(time: String) throws {
        func line(_ time: String) -> String {
            #"{"ts":\#(time),"request":{"method":"GET","uri":"/a","remote_ip":"::1"},"status":200}"#
        }
        #expect(AccessRecord(Array(line(time).utf8)[...]) == nil)
        let imported = try read(line(time) + "\n" + line("253402300799") + "\n")
        #expect(imported.remarks.contains { $0.contains("1 of 2 lines") })
        #expect(imported.remarks.contains { $0.contains("1 requests in 1 s") })
    }

    @Test("Caddy: JSON lines with times below the second")
    func caddy() throws {
        let imported = try read(LogFixture.caddy, .init(target: Self.target, includesWrites: true))
        let users = imported.scenario.classes[0]
        #expect(users.tasks.map(\.name) == ["GET /orders/{id}", "POST /orders"])
        #expect(users.tasks[0].paths.count == 2)
        guard case .uniform(let from, let to) = users.thinkTime else {
            Issue.record("\(users.thinkTime) is not uniform")
            return
        }
        #expect(abs(from - 1) < 0.01 && abs(to - 2.5) < 0.01)
    }

    @Test(
        "A line is read in any of its forms, or not at all",
        arguments: [
            (#"::1 - - [01/Jan/1970:00:00:10 +0000] "GET /a HTTP/1.1" 200 5"#, "/a"),
            (
                #"1.2.3.4 - john doe [01/Jan/1970:00:00:10 +0000] "GET /a HTTP/1.1" 200 5 "-" "x" 0.004 "10.0.0.1""#,
                "/a"
            ),
            (#"1.2.3.4 - - [01/Jan/1970:01:00:10 +0100] "GET http://h:80/b?c HTTP/1.1" 200 5"#, "/b?c"),
            (#"{"ts":"1970-01-01T00:00:10Z","request":{"method":"GET","uri":"/a"},"status":200}"#, "/a"),
            (#"{"ts":"1970/01/01 00:00:10.000","request":{"method":"GET","uri":"/a"},"status":200}"#, "/a"),
            (#"1.2.3.4 - - [32/Jan/1970:00:00:10 +0000] "GET /a HTTP/1.1" 200 5"#, nil),
            (#"1.2.3.4 - - [01/Jan/1970:00:00:10 +0000] "-" 408 0"#, nil),
            (#"1.2.3.4 - - [01/Jan/1970:00:00:10 +0000] "GET /a HTTP/1.1" abc 0"#, nil),
            (#"1.2.3.4 - - [01/Jan/1970:00:00:10 +0000] "get /a HTTP/1.1" 200 0"#, nil),
            (#"{"ts":1,"request":{"method":"GET"},"status":200}"#, nil), ("hello", nil),
        ] as [(String, String?)])
    func lines(line: String, path: String?) {
        let record = AccessRecord(Array(line.utf8)[...])
        #expect(record?.path == path)
        if let record { #expect(record.time == 10) }
    }

    @Test("A log may come in parts of any size", arguments: [1, 7, 100, 4_096])
    func parts(size: Int) throws {
        let bytes = Array(LogFixture.nginx.replacing("\n", with: "\r\n").utf8)
        var reader = AccessLogImport(.init(target: Self.target))
        for start in stride(from: 0, to: bytes.count, by: size) {
            reader.add(Array(bytes[start..<min(bytes.count, start + size)]))
        }
        #expect(try reader.finish() == read(LogFixture.nginx))
    }

    @Test("Average and busiest minute make the load")
    func load() throws {
        var log = ""
        for second in stride(from: 0, to: 600, by: 6) { log += Self.line(second: second, client: second % 5) }
        for second in 120..<180 { log += Self.line(second: second, client: 9) + Self.line(second: second, client: 9) }
        let load = try read(log).scenario.load
        #expect(load.model == .poisson)
        #expect(load.stages.map(\.level) == [0.37, 2.17])
        #expect(load.stages.map(\.ramp) == [0, 10])
    }

    private static func line(second: Int, client: Int, path: String = "/a") -> String {
        let minute = second / 60 % 60
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
        return
            "10.0.0.\(client) - - [22/Nov/2026:\(two(10 + second / 3600)):\(two(minute)):\(two(second % 60)) +0000] \"GET \(path) HTTP/1.1\" 200 1\n"
    }

    @Test("More endpoints and paths than are kept: the frequent ones stay, and the error is told")
    func bounded() throws {
        var log = ""
        for number in 0..<6_500 {
            log += Self.line(second: number / 10, client: number % 200, path: "/rare-\(String(number, radix: 36))x")
            if number % 2 == 0 { log += Self.line(second: number / 10, client: 1, path: "/often/\(number % 4)") }
        }
        let imported = try read(log, .init(target: Self.target, mostPaths: 1, mostTasks: 3))
        let tasks = imported.scenario.classes[0].tasks
        #expect(tasks.count == 3)
        #expect(tasks[0].name == "GET /often/{id}")
        #expect(tasks[0].weight > 3_250 - 9_750.0 / 501 - 1)
        #expect(tasks[0].paths.count == 1)
        #expect(imported.remarks.contains { $0.contains("may be too low by") })
    }

    @Test("A line without an end is bounded, and the next one is read")
    func endless() throws {
        var reader = AccessLogImport(.init(target: Self.target))
        for _ in 0..<100 { reader.add([UInt8](repeating: 0x61, count: 10_000)) }
        reader.add(Array(("\n" + Self.line(second: 1, client: 1)).utf8))
        let imported = try reader.finish()
        #expect(imported.scenario.classes[0].tasks.map(\.name) == ["GET /a"])
        #expect(imported.remarks.contains { $0.contains("1 of 2 lines") })
    }

    @Test("Without a target, or without a request, there is no scenario")
    func refused() throws {
        #expect(throws: ImportError.self) { try read(LogFixture.nginx, .init()) }
        #expect(throws: ImportError.self) { try read(LogFixture.nginx, .init(target: "127.0.0.1")) }
        let error = try #require(throws: ImportError.self) { try read("hello\nworld\n") }
        #expect(error.found.contains("2 of 2 lines"))
        #expect(throws: ImportError.self) { try read("") }
    }

    @Test("A log damaged anywhere is read as far as it goes", arguments: 1...4 as ClosedRange<UInt64>)
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed, stream: 3)
        var outcomes = 0
        for _ in 0..<40 {
            var bytes = Array((LogFixture.nginx + LogFixture.apache + "\n" + LogFixture.caddy).utf8)
            for _ in 0..<30 { bytes[Int(random.next(in: 0...UInt64(bytes.count - 1)))] = UInt8(random.next() % 256) }
            bytes.removeLast(Int(random.next(in: 0...UInt64(bytes.count))))
            let reader = AccessLogImport(.init(target: Self.target, includesWrites: true))
            outcomes += Fuzzing.isReadOrRefused { () throws(ImportError) in try reader.read(bytes) } ? 1 : 0
        }
        #expect(outcomes == 40, "seed \(seed)")
    }
}

@Suite("Bounded counting")
struct BoundedCountingTests {
    @Test("No count is too high, and none too low by more than the bound", arguments: 1...5 as ClosedRange<UInt64>)
    func frequentItems(seed: UInt64) {
        var random = SeededGenerator(seed: seed, stream: 4)
        var items = FrequentItems<Int>(capacity: 20)
        var exact: [Int: Int] = [:]
        let count = 20_000
        for _ in 0..<count {
            let item = Int(1 / (random.nextUnit() + 0.000_1))
            items.add(item)
            exact[item, default: 0] += 1
        }
        let kept = Dictionary(uniqueKeysWithValues: items.items.map { ($0.item, $0.count) })
        #expect(kept.count <= 40)
        #expect(items.error <= count / 21, "seed \(seed)")
        for (item, truth) in exact {
            let found = kept[item] ?? 0
            #expect(found <= truth && truth - found <= items.error, "seed \(seed), \(item)")
        }
    }

    @Test("A session ends after half an hour without a request, and many at a time are bounded")
    func sessions() {
        var tracker = SessionTracker()
        tracker.add(1, at: 0)
        tracker.add(1, at: 1_800)
        tracker.add(1, at: 3_601)
        tracker.add(1, at: 3_600)
        #expect(tracker.count == 2)
        #expect(tracker.totalSeconds == 1_800)
        #expect(tracker.pauses.count == 2)
        for client in 0..<(UInt64(SessionTracker.mostOpen) + 100) { tracker.add(client + 10, at: 4_000) }
        #expect(tracker.cut > 0)
        #expect(tracker.count == SessionTracker.mostOpen + 102)
    }

    @Test("The busiest minute is found in a log of months")
    func arrivals() {
        var counter = ArrivalCounter()
        for minute in 0..<5_000 { counter.add(Double(minute * 60)) }
        for _ in 0..<30 { counter.add(5_000 * 60) }
        for minute in 5_001..<9_000 { counter.add(Double(minute * 60)) }
        #expect(counter.peakRate == 0.5)
        #expect(counter.peakTime == "11:20")
        #expect(counter.count == 9_029)
    }
}
