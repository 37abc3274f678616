/// Statements by endpoint and line, over all requests of a stripe: an open-addressed table, as every statement of every
/// request is looked up. Bounded: when it is full, what took little time and ran seldom makes room.
struct QueryTable: Sendable {
    /// A statement of an endpoint, and what it did.
    struct Entry: Sendable {
        var endpoint: Int
        /// Its text and line; its own figures are those of one request and say nothing here.
        var statement: RequestTrace.Figures.Statement
        var count = 0
        var nanoseconds: UInt64 = 0
        var longest: UInt64 = 0

        mutating func add(count: Int, nanoseconds: UInt64, longest: UInt64) {
            self.count += count
            self.nanoseconds &+= nanoseconds
            self.longest = max(self.longest, longest)
        }
    }

    let limit: Int
    private(set) var entries: [Entry] = []
    /// Places among ``entries`` by hash; -1 where there is none. Never more than half full.
    private var slots: [Int32] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// Adds the statements of a request.
    mutating func add(_ statements: [RequestTrace.Figures.Statement], endpoint: Int) {
        for index in statements.indices {
            let place = place(of: statements[index], endpoint: endpoint)
            guard place >= 0 else { return }
            entries[place].add(
                count: statements[index].count, nanoseconds: statements[index].nanoseconds,
                longest: statements[index].longest)
        }
    }

    /// Adds everything of another table.
    mutating func add(_ other: QueryTable) {
        for entry in other.entries {
            let place = place(of: entry.statement, endpoint: entry.endpoint)
            guard place >= 0 else { return }
            entries[place].add(count: entry.count, nanoseconds: entry.nanoseconds, longest: entry.longest)
        }
    }

    /// The place of a statement's entry, which is made if need be; -1 when there is no room at all.
    private mutating func place(of statement: RequestTrace.Figures.Statement, endpoint: Int) -> Int {
        let found = find(statement, endpoint: endpoint)
        if found >= 0 { return found }
        guard limit > 0 else { return -1 }
        if entries.count >= limit { makeRoom() }
        if (entries.count + 1) * 2 > slots.count { rehash(slots: max(64, slots.count * 2)) }
        entries.append(Entry(endpoint: endpoint, statement: statement))
        enter(entries.count - 1)
        return entries.count - 1
    }

    private func find(_ statement: RequestTrace.Figures.Statement, endpoint: Int) -> Int {
        guard !slots.isEmpty else { return -1 }
        let mask = slots.count - 1
        var at = Self.slot(statement.hash, endpoint) & mask
        while slots[at] >= 0 {
            let place = Int(slots[at])
            if entries[place].statement.hash == statement.hash, entries[place].endpoint == endpoint,
                entries[place].statement.sql == statement.sql, entries[place].statement.place == statement.place
            {
                return place
            }
            at = (at + 1) & mask
        }
        return -1
    }

    private static func slot(_ hash: UInt64, _ endpoint: Int) -> Int {
        Int(truncatingIfNeeded: FastHash.mix(hash, UInt64(truncatingIfNeeded: endpoint)) >> 1)
    }

    private mutating func enter(_ place: Int) {
        let mask = slots.count - 1
        var at = Self.slot(entries[place].statement.hash, entries[place].endpoint) & mask
        while slots[at] >= 0 { at = (at + 1) & mask }
        slots[at] = Int32(place)
    }

    private mutating func rehash(slots count: Int) {
        slots = [Int32](repeating: -1, count: count)
        for place in entries.indices { enter(place) }
    }

    /// Keeps a quarter for the time they took and a quarter for how often they ran, so that it is done seldom.
    private mutating func makeRoom() {
        let quarter = limit / 4
        let longest = entries.indices.sorted { entries[$0].nanoseconds > entries[$1].nanoseconds }.prefix(quarter)
        let most = entries.indices.sorted { entries[$0].count > entries[$1].count }.prefix(quarter)
        entries = Set(longest).union(most).sorted().map { entries[$0] }
        rehash(slots: slots.count)
    }

    /// About how many bytes it holds, texts included.
    var memoryBytes: Int {
        entries.capacity * MemoryLayout<Entry>.stride + slots.capacity * MemoryLayout<Int32>.stride
            + entries.reduce(0) { $0 + Text.memoryBytes($1.statement.sql) }
    }
}
