import HoneDatabase

/// Combines what a statement wants of a table into indexes: equality first, as any order of such columns is searched
/// whole, then one bound or the order, since after a bounded column nothing further narrows the search
/// (<https://www.postgresql.org/docs/current/indexes-multicolumn.html>).
struct PostgresCandidateFinder {
    let catalogue: Catalogue
    let settings: AdvisorSettings

    /// Candidates of a plan of `EXPLAIN (VERBOSE)`, narrow ones first, at most sixteen a table.
    func candidates(_ plan: PostgresPlan) -> [PostgresCandidate] {
        var found: [PostgresCandidate] = []
        for (scanned, _, demand) in ColumnDemand.demands(of: plan) {
            guard let part = catalogue.tables[scanned] else { continue }
            let table = part.root
            let rows = catalogue.tables[table].map { max($0.rows, part.rows) } ?? part.rows
            guard rows >= Double(settings.minimumRows) else { continue }
            var ofTable: [PostgresCandidate] = []
            for keys in keyLists(demand) {
                let candidate = PostgresCandidate(table, keys)
                if !catalogue.has(candidate) { ofTable.appendOnce(candidate) }
            }
            for keys in keyLists(demand) {
                if let wide = covering(table, keys, demand), !catalogue.has(wide) { ofTable.appendOnce(wide) }
            }
            for candidate in ofTable.prefix(16) { found.appendOnce(candidate) }
        }
        return found
    }

    private typealias Key = ColumnDemand.SortKey

    private func keyLists(_ demand: ColumnDemand) -> [[Key]] {
        func plain(_ columns: [String]) -> [Key] { columns.map { Key(column: $0, isDescending: false) } }
        let equal = plain(Array(demand.equal.prefix(settings.maximumKeyColumns)))
        let joined = plain(demand.joined)
        let bounded = plain(demand.bounded)
        let orders = demand.orders
        var lists: [[Key]] = (equal + joined + bounded).map { [$0] }
        lists += orders
        // What follows the searched columns: a bound, or the order.
        let tails: [[Key]] = [[]] + bounded.map { [$0] } + orders
        let heads: [[Key]] =
            [equal] + joined.flatMap { join in [[join], equal + [join], [join] + equal] } + pairs(equal)
        for head in heads { for tail in tails { lists.append(head + tail) } }
        var kept: [[Key]] = []
        for list in lists {
            // A column that is compared for equality needs no sorting.
            var names: Set<String> = []
            let unique = Array(list.filter { names.insert($0.column).inserted }.prefix(settings.maximumKeyColumns))
            if !unique.isEmpty { kept.appendOnce(unique) }
        }
        return kept.sorted { $0.count < $1.count }
    }

    /// Each two of several columns, in both orders: the rest may be too common to be worth its room.
    private func pairs(_ keys: [Key]) -> [[Key]] {
        guard keys.count > 2 else { return [] }
        return keys.flatMap { one in keys.filter { $0 != one }.map { [one, $0] } }
    }

    /// With all that is needed of the table, so that it need not be read.
    private func covering(_ table: PostgresTable, _ keys: [Key], _ demand: ColumnDemand) -> PostgresCandidate? {
        let carried = demand.needed.filter { name in !keys.contains { $0.column == name } }
        let known = catalogue.tables[table]?.columns ?? []
        // An index that holds more than half of the columns is a second table.
        let widest = min(settings.maximumCoveringColumns, max(2, known.count / 2))
        guard !carried.isEmpty, keys.count + carried.count <= widest, carried.allSatisfy(known.contains) else {
            return nil
        }
        return PostgresCandidate(table, keys, included: carried)
    }
}
