import HoneCore

/// Sums recorded executions up to a workload, in bounded memory: statements that differ in their literals only are one
/// shape, of which a few texts are kept; of a text, a few sets of values, each execution as likely as the other
/// (reservoir sampling, Vitter 1985, algorithm R).
struct WorkloadBuilder {
    /// Texts kept of one shape. What the others were called is divided among them.
    static let texts = 8
    /// Sets of values kept of one text.
    static let sets = 64
    /// Shapes kept.
    static let shapes = 5000

    private struct Entry {
        var parameters: [[SQLValue]] = []
        var seen = 0
        var calls = 0.0
        var endpoints: Set<String> = []
    }

    private struct Shape {
        var texts: [(sql: String, entry: Entry)] = []
        var places: [String: Int] = [:]
        var callsOfOthers = 0.0
    }

    private var shapes: [Shape] = []
    private var places: [String: Int] = [:]
    private var random = SeededGenerator(seed: 1)
    private var firstWall = UInt64.max
    private var lastWall: UInt64 = 0
    /// Executions of statements beyond the number of shapes that are kept.
    private(set) var leftOut = 0

    /// Adds what the tracer logged; nothing unless it is a statement of the app's own that SQLite finished.
    mutating func add(_ record: QueryRecord) {
        guard record.kind == .statement, !record.isNested, !record.isCut, !record.sql.isEmpty else { return }
        guard record.result.map({ $0 == 100 || $0 == 101 }) ?? true else { return }
        firstWall = min(firstWall, record.wall)
        lastWall = max(lastWall, record.wall)
        add(record.executableSQL, shape: record.sql, parameters: record.parameters, calls: 1, endpoints: [])
    }

    mutating func add(_ sql: String, shape: String, parameters: [SQLValue]?, calls: Double, endpoints: [String]) {
        guard let place = places[shape] ?? newPlace(shape) else {
            leftOut += 1
            return
        }
        guard let at = shapes[place].places[sql] ?? newText(sql, place) else {
            shapes[place].callsOfOthers += calls
            return
        }
        var entry = shapes[place].texts[at].entry
        entry.calls += calls
        entry.endpoints.formUnion(endpoints)
        if let parameters, !parameters.isEmpty {
            entry.seen += 1
            if entry.parameters.count < Self.sets {
                entry.parameters.append(parameters)
            } else {
                let slot = Int.random(in: 0..<entry.seen, using: &random)
                if slot < Self.sets { entry.parameters[slot] = parameters }
            }
        }
        shapes[place].texts[at].entry = entry
    }

    private mutating func newPlace(_ shape: String) -> Int? {
        guard shapes.count < Self.shapes else { return nil }
        places[shape] = shapes.count
        shapes.append(Shape())
        return shapes.count - 1
    }

    private mutating func newText(_ sql: String, _ place: Int) -> Int? {
        let count = shapes[place].texts.count
        guard count < Self.texts else { return nil }
        shapes[place].places[sql] = count
        shapes[place].texts.append((sql, Entry()))
        return count
    }

    /// Each statement once, in the order in which they were first seen.
    var workload: Workload {
        let statements = shapes.flatMap { shape in
            let known = shape.texts.reduce(0) { $0 + $1.entry.calls }
            let factor = known > 0 ? (known + shape.callsOfOthers) / known : 1
            return shape.texts.map { text in
                Workload.Statement(
                    sql: text.sql, parameters: text.entry.parameters, calls: text.entry.calls * factor,
                    endpoints: text.entry.endpoints.sorted())
            }
        }
        let seconds = lastWall > firstWall ? Double(lastWall - firstWall) / 1e9 : 0
        return Workload(statements: statements, minutes: seconds >= 1 ? seconds / 60 : nil)
    }
}
