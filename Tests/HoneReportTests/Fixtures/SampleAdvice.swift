import Foundation
import HoneDatabase

/// Advice of the index advisor. It is read from JSON because only an advisor gives any.
enum SampleAdvice {
    static func advice(indexes: Int = 1) throws -> IndexAdvice {
        let index: [String: Any] = [
            "name": "hone_bookings_chef", "table": "bookings", "columns": ["chef_id"],
            "createSQL": "CREATE INDEX hone_bookings_chef ON bookings(chef_id)",
            "dropSQL": "DROP INDEX hone_bookings_chef",
            "bytes": 4_200_000, "buildMilliseconds": 210.0, "millisecondsSaved": 61.5,
            "writes": ["microsecondsPerRow": 4.2, "workloadMilliseconds": 0.0], "serves": [],
            "mayReorder": [["sql": "SELECT 1", "endpoints": ["GET /a"], "kind": "order"]], "supersedes": [],
        ]
        let json: [String: Any] = [
            "indexes": Array(repeating: index, count: indexes), "statements": [], "millisecondsBefore": 70.2,
            "millisecondsAfter": 8.7, "endpoints": [],
            "rejected": [
                ["table": "chefs", "columns": ["city", "rating"], "millisecondsSaved": 0.01, "reason": "too little"]
            ],
            "skipped": [], "notes": ["The time ran out."], "seconds": 12.0,
        ]
        return try JSONDecoder().decode(IndexAdvice.self, from: JSONSerialization.data(withJSONObject: json))
    }
}
