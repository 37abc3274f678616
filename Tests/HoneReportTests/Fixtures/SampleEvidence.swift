import Foundation
import HoneAgent
import HoneCore
import HoneDatabase

/// Evidence like that of a real application, for the tests to render.
enum SampleEvidence {
    static let machine = Machine(
        system: "Debian GNU/Linux 12 (kernel 6.1)", processor: "AMD EPYC 7B13", cores: 2, memory: 8_340)
    static let capturedAt = Date(timeIntervalSince1970: 1_795_360_000)

    /// A latency whose other figures follow from its mean.
    static func latency(_ mean: Double, samples: Int = 400) -> LatencySnapshot {
        LatencySnapshot(
            count: samples, average: mean, min: mean * 0.62, p50: mean * 0.94, p90: mean * 1.31, p95: mean * 1.55,
            p99: mean * 2.1, p999: mean * 2.9, max: mean * 3.2)
    }

    /// Name, mean before and now in ms, queries before and now, bytes of the body.
    static let endpoints:
        [(name: String, before: Double, now: Double, queriesBefore: Double, queriesNow: Double, size: Int)] = [
            ("GET /health", 0.84, 0.61, 0, 0, 15),
            ("POST /api/auth/login", 31.2, 28.9, 2, 2, 212),
            ("GET /api/products", 48.6, 2.31, 1, 0, 48_210),
            ("GET /api/chefs", 71.3, 6.4, 21, 1, 18_900),
            ("GET /api/chefs/{id}", 22.8, 3.05, 4, 1, 2_410),
            ("GET /api/bookings", 88.4, 4.9, 12, 2, 9_800),
            ("POST /api/bookings", 17.9, 9.2, 3, 3, 310),
            ("GET /api/dashboard", 136.4, 11.7, 9, 2, 6_120),
            ("GET /api/reviews", 54.0, 7.3, 6, 1, 31_400),
        ]

    /// Users, mean before and now, requests per second before and now, share of errors before.
    static let levels:
        [(users: Int, before: Double, now: Double, rateBefore: Double, rateNow: Double, errors: Double)] = [
            (10, 58, 6.1, 15.1, 16.4, 0), (25, 74, 6.6, 36.8, 41.1, 0), (50, 142, 8.0, 66.9, 82, 0),
            (100, 611, 12.4, 81.9, 163, 0.004), (200, 1_870, 31.0, 79.3, 316, 0.061),
        ]

    static func before() throws -> Evidence {
        var evidence = Evidence(
            url: "http://127.0.0.1:8000", machine: machine, seed: 42, applied: [], capturedAt: capturedAt)
        evidence.latency = .measured(
            LatencyEvidence(
                endpoints: endpoints.map {
                    .init(
                        name: $0.name, latency: latency($0.before), status: 200, failures: 0,
                        bytes: Double($0.size + 180))
                }))
        evidence.load = .measured(
            LoadEvidence(
                levels: levels.map {
                    .init(
                        users: $0.users, requestsPerSecond: $0.rateBefore, latency: latency($0.before),
                        errorShare: $0.errors,
                        errors: $0.errors > 0 ? ["timeout": 12] : [:], bytesPerRequest: 17_240, targetCPU: 1.62,
                        targetMemory: 212, targetDescriptors: 240)
                }, reference: 50, capacity: 25, capacityIsLowerBound: false, brokeFirst: "p95 220 ms > 150 ms"))
        evidence.queries = .measured(queries(now: false))
        evidence.database = .measured(try inspection(journal: "delete", indices: 4))
        evidence.http = .measured(http(now: false))
        evidence.system = .measured(system(memory: 212))
        evidence.advice = .missing("the database is not on this machine")
        return evidence
    }

    static func now() throws -> Evidence {
        var evidence = try before()
        evidence.applied = [.indices, .writeAheadLog, .eagerLoading, .compression]
        evidence.capturedAt = capturedAt.addingTimeInterval(240)
        evidence.latency = .measured(
            LatencyEvidence(
                endpoints: endpoints.map {
                    .init(
                        name: $0.name, latency: latency($0.now), status: 200, failures: 0,
                        bytes: Double($0.size / 4 + 180))
                }))
        evidence.load = .measured(
            LoadEvidence(
                levels: levels.map {
                    .init(
                        users: $0.users, requestsPerSecond: $0.rateNow, latency: latency($0.now), errorShare: 0,
                        bytesPerRequest: 4_310, targetCPU: 0.48, targetMemory: 231, targetDescriptors: 236)
                }, reference: 50, capacity: 200, capacityIsLowerBound: true))
        evidence.queries = .measured(queries(now: true))
        evidence.database = .measured(try inspection(journal: "wal", indices: 7))
        evidence.http = .measured(http(now: true))
        evidence.system = .measured(system(memory: 231))
        return evidence
    }

    static func queries(now: Bool) -> QueryEvidence {
        QueryEvidence(
            endpoints: endpoints.map { row in
                let count = now ? row.queriesNow : row.queriesBefore
                let sql = "SELECT * FROM bookings WHERE chef_id = ? AND status < ? ORDER BY created_at DESC"
                return QueryEvidence.Row(
                    name: row.name, requests: 20, queries: count, databaseMilliseconds: count * (now ? 0.6 : 7.8),
                    requestMilliseconds: now ? row.now : row.before, connections: now ? 0.05 : 1,
                    statements: count == 0
                        ? []
                        : [
                            .init(
                                sql: sql, calls: max(1, count - 1), distinctParameters: now ? 1 : count - 1,
                                milliseconds: now ? 0.6 : 7.8, rows: 12, scanSteps: now ? 0 : 48_000)
                        ], repeatsItself: true)
            }, dropped: 0, averageMilliseconds: now ? 0.62 : 7.81)
    }

    static func http(now: Bool) -> HTTPEvidence {
        HTTPEvidence(
            answers: endpoints.filter { $0.name.hasPrefix("GET") }.map { row in
                let packed = row.size > 1_000 ? row.size / 5 : row.size
                let coding = now && row.size > 1_000 ? "gzip" : nil
                return HTTPEvidence.Answer(
                    name: row.name, status: 200, mediaType: "application/json", size: row.size,
                    sent: coding == nil ? row.size : packed, coding: coding,
                    compressed: ["gzip": packed, "br": packed],
                    cacheControl: now && row.name == "GET /api/products" ? "public, max-age=60" : nil,
                    etag: now && row.name == "GET /api/products" ? "\"a1b2\"" : nil,
                    conditionalStatus: now && row.name == "GET /api/products" ? 304 : nil)
            })
    }

    static func system(memory: Double) -> SystemEvidence {
        SystemEvidence(
            idle: .init(processes: 1, memory: 88, cpuSeconds: 0.4, threads: 5, descriptors: 21, sockets: 1),
            peak: .init(processes: 1, memory: memory, cpuSeconds: 44.1, threads: 9, descriptors: 240, sockets: 201))
    }

    /// As the database probe would save it. It is read from JSON because only an inspection makes one.
    static func inspection(journal: String, indices: Int) throws -> DatabaseInspection {
        let names = [
            "chefs_city", "bookings_user", "reviews_chef", "products_kind", "hone_bookings_chef", "hone_reviews_at",
            "hone_chefs_rating",
        ]
        let table = { (name: String, rows: Int) -> [String: Any] in
            [
                "name": name, "columns": [], "rows": rows, "rowsAreExact": true, "isVirtual": false,
                "isWithoutRowID": false,
            ]
        }
        let json: [String: Any] = [
            "path": "bistro.sqlite", "fileSize": 52_428_800, "walSize": 0, "pageSize": 4_096, "pageCount": 12_800,
            "freePages": 3, "journalMode": journal, "synchronousDefault": 2, "autoVacuum": 0, "encoding": "UTF-8",
            "userVersion": 0, "applicationID": 0, "sqliteVersion": "3.40.1",
            "tables": [table("bookings", 310_000), table("chefs", 1_200), table("reviews", 96_000)],
            "indexes": names.prefix(indices).map { name -> [String: Any] in
                [
                    "name": name, "table": "bookings", "columns": ["chef_id"], "isUnique": false, "isPartial": false,
                    "origin": "explicit",
                ]
            }, "hasStatistics": false, "fileIsWritable": true, "folderIsWritable": true,
        ]
        return try JSONDecoder().decode(DatabaseInspection.self, from: JSONSerialization.data(withJSONObject: json))
    }
}
