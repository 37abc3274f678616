import Foundation
import HoneDatabase

/// Advice of the index advisor. It is read from JSON because only an advisor gives any.
enum SampleAdvice {
    static func advice(indexes: Int = 1) throws -> IndexAdvice {
        let index: [String: Any] = [
            "name": "hone_bookings_chef", "table": "bookings", "columns": ["chef_id"], "descending": [],
            "createSQL": "CREATE INDEX hone_bookings_chef ON bookings(chef_id)",
            "dropSQL": "DROP INDEX hone_bookings_chef",
            "bytes": 4_200_000, "buildMilliseconds": 210.0, "millisecondsSaved": 61.5,
            "millisecondsSavedPerCall": 6.15,
            "endpoints": [["endpoint": "GET /a", "millisecondsBefore": 62.0, "millisecondsAfter": 0.5]],
            "writes": ["microsecondsPerRow": 4.2, "workloadMilliseconds": 0.0], "serves": [],
            "mayReorder": [["sql": "SELECT 1", "endpoints": ["GET /a"], "kind": "order"]], "supersedes": [],
        ]
        let json: [String: Any] = [
            "indexes": Array(repeating: index, count: indexes),
            "drops": [
                [
                    "name": "old", "table": "bookings", "dropSQL": "DROP INDEX \"old\"",
                    "createSQL": "CREATE INDEX old ON bookings (chef_id)",
                    "reason": ["redundant": ["with": "hone_bookings_chef"]], "bytes": 4_000_000,
                    "microsecondsPerRow": 3.1, "millisecondsSaved": 0.0,
                ]
            ],
            "statements": [
                [
                    "sql": "SELECT * FROM bookings\n  WHERE chef_id = ?", "endpoints": ["GET /a"], "calls": 10.0,
                    "callsPerMinute": 120.0, "millisecondsBefore": 6.2, "millisecondsAfter": 0.05,
                    "planBefore": "SCAN bookings",
                    "planAfter": "SEARCH bookings USING INDEX hone_bookings_chef (chef_id=?)",
                    "writes": false,
                ]
            ], "millisecondsBefore": 70.2,
            "millisecondsAfter": 8.7,
            "endpoints": [["endpoint": "GET /a", "millisecondsBefore": 62.0, "millisecondsAfter": 0.5]],
            "rejected": [
                ["table": "chefs", "columns": ["city", "rating"], "millisecondsSaved": 0.01, "reason": "too little"]
            ],
            "skipped": [["sql": "SELECT * FROM gone", "reason": "it does not compile: no such table: gone"]],
            "notes": ["The time ran out."], "seconds": 12.0,
        ]
        return try JSONDecoder().decode(IndexAdvice.self, from: JSONSerialization.data(withJSONObject: json))
    }
}
