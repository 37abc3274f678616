import Foundation
import Testing

@testable import HonePostgres

extension PostgresTests {
    @Suite struct MemoryTests {
        /// The ways in which a connection gets results of libpq, which somebody has to release.
        enum Way: CaseIterable {
            case rows, executed, rowByRow, prepared, refused

            /// One statement, whose result takes some 20,000 bytes of this process.
            func execute(_ number: Int, on db: PostgresConnection) throws {
                switch self {
                case .rows: _ = try db.rows("SELECT repeat('x', 20000) AS text")
                case .executed: try db.execute("SELECT repeat('x', 20000) AS text")
                case .rowByRow: try db.forEachRow("SELECT repeat('x', 5000) FROM generate_series(1, 4)") { _ in }
                case .prepared:
                    let columns = (1...250).map { "\($0) AS c\($0)" }.joined(separator: ", ")
                    _ = try db.prepare("SELECT \(number) AS number, \(columns)")
                case .refused:
                    do { try db.execute("SELECT repeat('x', 20000)::int") } catch is PostgresError {}
                }
            }
        }

        /// The memory of this process that is in use, bytes (proc(5), VmRSS).
        private func memory() throws -> Int {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
            return try #require(Int(line.filter(\.isNumber))) * 1024
        }

        @Test(arguments: Way.allCases)
        func resultsAreReleased(way: Way) async throws {
            try await TestDatabase.with { database in
                let db = try database.connect()
                // The refused ones would fill the server's log.
                try db.execute("SET log_min_messages = panic; SET log_min_error_statement = panic")
                for number in 0..<1_000 { try way.execute(number, on: db) }
                var growth: [Int] = []
                for part in 1...3 {
                    let before = try memory()
                    for number in 0..<3_000 { try way.execute(part * 10_000 + number, on: db) }
                    growth.append(try memory() - before)
                }
                // Kept results would take 60 MB more each time. Other tests of this process take some now and then.
                #expect((growth.min() ?? 0) < 20_000_000, "\(growth)")
            }
        }
    }
}
