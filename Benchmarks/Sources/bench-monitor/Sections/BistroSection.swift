import BenchmarkSections
import Foundation
import HoneTesting

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The example app with each of its faults and without: which of them the monitor inside of it finds.
struct BistroSection: Section {
    let name = "bistro"
    let title = "precision and recall on Bistro's switches (needs --bistro PROGRAM)"

    /// A switch, and the detectors that are to speak while it is off and to be silent while it is on.
    private static let switches: [(pattern: String, detectors: Set<String>)] = [
        ("PAT-015", ["n-plus-one", "m-n-plus-one"]), ("PAT-013", ["no-compression"]),
        ("PAT-014", ["no-caching-headers"]),
    ]
    private static let paths = [
        "/api/products", "/api/chefs", "/api/chefs/1", "/api/reviews", "/explore", "/reviews", "/chefs/1",
    ]

    func run(_ options: Options) async throws {
        guard let program = options.bistro else {
            print("  left out: no --bistro PROGRAM")
            return
        }
        let folder = NSTemporaryDirectory() + "/bench-monitor-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = folder + "/bistro.db"
        let generated = try ChildProcess.run([program, "generate", "--small", "--output", database])
        guard generated.ending == .exited(0) else { throw BenchmarkError(generated.output) }
        var (right, wrong, missed) = (0, 0, 0)
        for index in 0...Self.switches.count {
            // The pool is on throughout: without it no query is seen. First everything else off, then one more at a time.
            let on = ["PAT-010", "PAT-017"] + Self.switches.prefix(index).map(\.pattern)
            let found = try await findings(program, database, patterns: on)
            for (pattern, detectors) in Self.switches {
                let isFound = !found.isDisjoint(with: detectors)
                let isFault = !on.contains(pattern)
                if isFault { if isFound { right += 1 } else { missed += 1 } } else if isFound { wrong += 1 }
            }
            print("  \(on.joined(separator: ",")): \(found.sorted().joined(separator: ", "))")
        }
        print("precision: \(number(Double(right) / Double(max(1, right + wrong)), 3)) (\(right) right, \(wrong) wrong)")
        print("recall: \(number(Double(right) / Double(max(1, right + missed)), 3)) (\(missed) missed)")
    }

    /// The detectors that found something in a Bistro with these patterns, after a few requests to each of its pages.
    private func findings(_ program: String, _ database: String, patterns: [String]) async throws -> Set<String> {
        let port = Int.random(in: 20_000...30_000)
        let environment = ProcessInfo.processInfo.environment.merging([
            "BISTRO_PATTERNS": patterns.joined(separator: ",")
        ]) { _, new in new }
        let process = try ChildProcess(
            [program, "serve", "--database", database, "--port", "\(port)"], environment: environment)
        defer { process.end() }
        let base = "http://127.0.0.1:\(port)"
        for attempt in 0... {
            if (try? await Self.get(base + "/health")) != nil { break }
            guard attempt < 200, process.isRunning else { throw BenchmarkError("Bistro does not answer on \(base)") }
            try await Task.sleep(for: .milliseconds(50))
        }
        for path in Self.paths { for _ in 0..<5 { _ = try await Self.get(base + path) } }
        struct Listed: Decodable {
            struct Finding: Decodable { var detector: String }
            var findings: [Finding]
        }
        let data = try await Self.get(base + "/api/monitoring/findings")
        return Set(try JSONDecoder().decode(Listed.self, from: data).findings.map(\.detector))
    }

    private static func get(_ address: String) async throws -> Data {
        guard let url = URL(string: address) else { throw BenchmarkError("\(address) is no address") }
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: 10)
        request.setValue("gzip", forHTTPHeaderField: "Accept-Encoding")
        return try await withCheckedThrowingContinuation { continuation in
            let task = URLSession.shared.dataTask(with: request) { data, response, error in
                let status = (response as? HTTPURLResponse)?.statusCode ?? 0
                if let data, status == 200 {
                    continuation.resume(returning: data)
                } else {
                    continuation.resume(throwing: error ?? BenchmarkError("\(address) answers \(status)"))
                }
            }
            task.resume()
        }
    }
}
