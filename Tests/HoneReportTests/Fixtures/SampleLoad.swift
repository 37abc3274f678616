import Foundation
import HoneCore
import HoneLoad

/// A load run's result. It is read from JSON because only a driver makes one.
enum SampleLoad {
    static func result(ending: String = "completed", unfinished: Int = 0, busiestLoop: Double = 0.3) throws
        -> LoadResult
    {
        var products = TaskResult(name: "GET /api/products")
        var bookings = TaskResult(name: "POST /api/bookings")
        for number in 1...100 { products.latency.record(.milliseconds(number)) }
        products.requests = 100
        products.successes = 100
        products.bytesReceived = 1_500_000
        bookings.requests = 10
        bookings.errors = [.timeout: 7, .status5xx: 3]
        var total = TaskResult(name: "total")
        total.add(products)
        total.add(bookings)
        let json: [String: Any] = [
            "ending": ending, "startedUsers": 20, "seconds": 10.0, "total": try object(total),
            "tasks": [try object(products), try object(bookings)], "unfinished": unfinished,
            "longestUnfinished": 4_200.0,
            "retries": 0, "connections": 20, "strayAnswers": 0, "series": [],
            "generator": [
                "loops": 1, "cpuSeconds": 0.5, "busiestLoop": busiestLoop, "plannedStarts": 100, "lateStarts": 0,
                "latestStart": 0.4,
            ],
        ]
        return try JSONDecoder().decode(LoadResult.self, from: JSONSerialization.data(withJSONObject: json))
    }

    private static func object(_ task: TaskResult) throws -> Any {
        try JSONSerialization.jsonObject(with: JSONEncoder().encode(task))
    }
}
