/// Statements by endpoint and line, over all requests of a stripe. Bounded: when it is full, what took little time and ran
/// seldom makes room.
struct QueryTable: Sendable {
    /// A statement of an endpoint. Equal when its texts are; hashed by what the trace has reckoned already.
    struct Key: Hashable, Sendable {
        var endpoint: Int
        var statement: RequestTrace.Figures.Statement

        static func == (a: Key, b: Key) -> Bool {
            a.endpoint == b.endpoint && a.statement.hash == b.statement.hash && a.statement.sql == b.statement.sql
                && a.statement.place == b.statement.place
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(endpoint)
            hasher.combine(statement.hash)
        }
    }

    /// What a statement did.
    struct Entry: Sendable {
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
    private(set) var entries: [Key: Entry] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    /// Adds the statements of a request.
    mutating func add(_ statements: [RequestTrace.Figures.Statement], endpoint: Int) {
        for statement in statements {
            add(Key(endpoint: endpoint, statement: statement)) {
                $0.add(count: statement.count, nanoseconds: statement.nanoseconds, longest: statement.longest)
            }
        }
    }

    /// Adds everything of another table.
    mutating func add(_ other: QueryTable) {
        for (key, entry) in other.entries {
            add(key) { $0.add(count: entry.count, nanoseconds: entry.nanoseconds, longest: entry.longest) }
        }
    }

    private mutating func add(_ key: Key, _ change: (inout Entry) -> Void) {
        if let index = entries.index(forKey: key) {
            change(&entries.values[index])
            return
        }
        guard limit > 0 else { return }
        if entries.count >= limit { makeRoom() }
        var entry = Entry()
        change(&entry)
        entries[key] = entry
    }

    /// Keeps a quarter for the time they took and a quarter for how often they ran, so that it is done seldom.
    private mutating func makeRoom() {
        let quarter = limit / 4
        var kept: [Key: Entry] = [:]
        kept.reserveCapacity(limit)
        for (key, entry) in entries.sorted(by: { $0.value.nanoseconds > $1.value.nanoseconds }).prefix(quarter) {
            kept[key] = entry
        }
        for (key, entry) in entries.sorted(by: { $0.value.count > $1.value.count }).prefix(quarter) {
            kept[key] = entry
        }
        entries = kept
    }

    /// About how many bytes it holds, without the texts, which are the app's own.
    var memoryBytes: Int { entries.capacity * (MemoryLayout<Key>.stride + MemoryLayout<Entry>.stride) }
}
