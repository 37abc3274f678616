import HoneDatabase

/// Collects the statements of probed requests with their parameters, weighted by how often users cause them.
struct WorkloadRecorder {
    private struct Entry {
        var parameters: [[SQLValue]] = []
        var calls = 0.0
        var endpoints: Set<String> = []
    }

    private var entries: [String: Entry] = [:]
    private var order: [String] = []
    /// The texts of each normalised statement, as the application sent them: at most `textsEach`.
    private(set) var texts: [String: [String]] = [:]
    /// Parameter sets kept of one statement.
    private let setsEach = 32
    /// Texts kept of one normalised statement.
    private let textsEach = 8

    mutating func add(_ requests: [ProbedRequest], endpoint: Target.Endpoint) {
        for request in requests {
            for record in request.statements {
                let sql = record.executableSQL
                if entries[sql] == nil {
                    order.append(sql)
                    if texts[record.sql, default: []].count < textsEach { texts[record.sql, default: []].append(sql) }
                }
                var entry = entries[sql] ?? Entry()
                entry.calls += endpoint.weight / Double(requests.count)
                entry.endpoints.insert(endpoint.name)
                if entry.parameters.count < setsEach, let values = record.parameters, !values.isEmpty {
                    entry.parameters.append(values)
                }
                entries[sql] = entry
            }
        }
    }

    /// Each statement once, in the order they were first seen.
    var workload: Workload {
        Workload(
            statements: order.compactMap { sql in
                entries[sql].map {
                    .init(sql: sql, parameters: $0.parameters, calls: $0.calls, endpoints: $0.endpoints.sorted())
                }
            })
    }
}
