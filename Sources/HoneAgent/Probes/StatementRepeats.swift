/// How often a statement of a request runs with values of its own, and how often with values that it had before: read
/// from requests that a monitor kept, which numbers the values of each statement.
struct StatementRepeats: Sendable, Equatable {
    /// A statement at a line.
    struct Key: Hashable, Sendable {
        var sql: String
        var place: String?
    }

    /// Different values among its runs of a request.
    var distinct = 0.0
    /// Runs of a request with values that it had before, and no write in between.
    var duplicates = 0.0

    /// The mean over those of the requests that ran it; nothing of a statement whose values were not told each time,
    /// nor of a request of which the monitor dropped spans.
    static func mean(of requests: [MonitorReader.Request]) -> [Key: StatementRepeats] {
        var sums: [Key: (repeats: StatementRepeats, requests: Double)] = [:]
        for request in requests where request.droppedSpans == 0 {
            for (key, repeats) in each(of: request) {
                let before = sums[key] ?? (StatementRepeats(), 0)
                sums[key] = (
                    StatementRepeats(
                        distinct: before.repeats.distinct + repeats.distinct,
                        duplicates: before.repeats.duplicates + repeats.duplicates), before.requests + 1
                )
            }
        }
        return sums.mapValues { sum in
            StatementRepeats(
                distinct: sum.repeats.distinct / sum.requests, duplicates: sum.repeats.duplicates / sum.requests)
        }
    }

    private static func each(of request: MonitorReader.Request) -> [Key: StatementRepeats] {
        var found: [Key: StatementRepeats] = [:]
        var all: [Key: Set<Int>] = [:]
        var sinceWrite: [Key: Set<Int>] = [:]
        var untold: Set<Key> = []
        for span in request.spans where span.kind == "query" {
            let key = Key(sql: span.name, place: span.place)
            if writes(span.name) { sinceWrite = [:] }
            guard let values = span.values else {
                untold.insert(key)
                continue
            }
            all[key, default: []].insert(values)
            found[key, default: .init()].distinct = Double(all[key]?.count ?? 0)
            if !sinceWrite[key, default: []].insert(values).inserted { found[key]?.duplicates += 1 }
        }
        return found.filter { !untold.contains($0.key) }
    }

    /// Whether a statement begins like one that changes rows.
    static func writes(_ sql: String) -> Bool {
        let first = sql.drop { $0.isWhitespace || $0 == "(" }.prefix { $0.isLetter }.uppercased()
        return ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"].contains(first)
    }
}
