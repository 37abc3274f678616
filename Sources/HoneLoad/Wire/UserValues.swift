import HoneCore

/// The rows of a scenario's data as bytes, shared by all users.
struct DataTables: Sendable {
    struct Table: Sendable {
        let pick: Scenario.DataSource.Pick
        let rows: [[[UInt8]]]
    }

    let tables: [Table]
    let seed: UInt64

    init(_ scenario: Scenario) {
        tables = scenario.data.map { source in
            Table(pick: source.pick, rows: source.rows.map { $0.map { Array($0.utf8) } })
        }
        seed = scenario.seed
    }

    static let none = DataTables(Scenario(target: "", classes: []))
}

/// Where one user's templates take their values from.
struct UserValues: Sendable {
    /// Users may be a million at most, so that no two of them draw the same number of a sequence.
    static let mostUsers: UInt64 = 1_000_000

    /// The user's number, from 0.
    let user: UInt64
    /// The number of the user's task or pass among all of the run's; decides the row of data sources.
    var iteration: UInt64
    private var sequence: UInt64 = 0
    var random: SeededGenerator
    private let data: DataTables
    private var slots: [[UInt8]?]

    init(user: Int, seed: UInt64, slots: Int = 0, data: DataTables = .none) {
        self.user = UInt64(user)
        // What it does at its start belongs to its first task.
        iteration = UInt64(user)
        random = SeededGenerator(seed: seed, stream: UInt64(user) << 1 | 1)
        self.data = data
        self.slots = Array(repeating: nil, count: slots)
    }

    /// Numbers no other user draws: the user's own, then steps of a million.
    mutating func nextSequence() -> UInt64 {
        defer { sequence += 1 }
        return user &+ sequence &* Self.mostUsers
    }

    /// Goes on where another user of the same number stopped.
    mutating func continueSequence(of other: UserValues) { sequence = other.sequence }

    func value(_ reference: Template.Reference) -> [UInt8]? {
        switch reference {
        case .saved(let slot): return slots[slot]
        case .column(let source, let column):
            let table = data.tables[source]
            return table.rows[row(of: table, source: source)][column]
        }
    }

    private func row(of table: DataTables.Table, source: Int) -> Int {
        let count = UInt64(table.rows.count)
        switch table.pick {
        case .sequential: return Int(iteration % count)
        case .unique: return Int(user % count)
        case .random:
            // The same row for every column of a request, so it is drawn from what names the request.
            var random = SeededGenerator(seed: data.seed ^ UInt64(source) << 48, stream: iteration)
            return Int(random.next(in: 0...(count - 1)))
        }
    }

    mutating func save(_ value: [UInt8], slot: Int) { slots[slot] = value }

    /// Forgets what answers gave, as a user does that starts anew.
    mutating func forgetSaved() { for slot in slots.indices { slots[slot] = nil } }
}
