import Foundation
import GRDBSQLite

/// Hears what the planner asks of each table: an empty database in memory in which every table is a virtual one of the
/// same columns, whose module writes down the constraints, orders and columns that it is offered. The planner's own
/// words replace the reading of SQL. Statements that virtual tables refuse (upserts, for one) are not heard.
final class DemandListener {
    private let db: Connection
    private let ear: Ear
    private let module: UnsafeMutablePointer<sqlite3_module>

    /// - Parameter views: the CREATE VIEW statements of the database.
    /// - Throws: `SQLiteError`.
    init(tables: [DatabaseInspection.Table], views: [String]) throws {
        db = try Connection(path: ":memory:", mode: .create)
        ear = Ear(tables)
        module = .allocate(capacity: 1)
        module.initialize(to: DemandListener.listening())
        sqlite3_create_module_v2(db.handle, "hone_listen", module, Unmanaged.passUnretained(ear).toOpaque(), nil)
        for place in ear.tables.indices {
            // A table whose columns a virtual one cannot have is left out, and statements on it are not heard.
            try? db.execute("CREATE VIRTUAL TABLE \(quoted(ear.tables[place].name)) USING hone_listen(\(place))")
        }
        for view in views { try? db.execute(view) }
    }

    deinit {
        db.close()
        module.deinitialize(count: 1)
        module.deallocate()
    }

    /// What a statement asks of its tables, each way once; empty when it does not compile here.
    func demands(_ sql: String) -> [Demand] {
        ear.heard = []
        _ = try? db.prepare(sql)
        return ear.heard
    }

    /// What the module's callbacks share.
    private final class Ear {
        let tables: [DatabaseInspection.Table]
        var heard: [Demand] = []

        init(_ tables: [DatabaseInspection.Table]) {
            self.tables = tables.filter { !$0.isVirtual && !$0.columns.isEmpty }
        }

        func declaration(_ place: Int) -> String {
            let columns = tables[place].columns.map { "\(quoted($0.name)) \(affinity($0.type))" }
            return "CREATE TABLE x (\(columns.joined(separator: ", ")))"
        }

        /// A type of the same affinity (<https://www.sqlite.org/datatype3.html>, 3.1): the declared one may hold words
        /// that mean something else to a virtual table.
        private func affinity(_ type: String) -> String {
            let type = type.uppercased()
            if type.contains("INT") { return "INTEGER" }
            if ["CHAR", "CLOB", "TEXT"].contains(where: type.contains) { return "TEXT" }
            if type.isEmpty || type.contains("BLOB") { return "BLOB" }
            return ["REAL", "FLOA", "DOUB"].contains(where: type.contains) ? "REAL" : "NUMERIC"
        }
    }

    // MARK: The module

    /// A virtual table: SQLite's part, then the ear and the table's place.
    private static let earOffset = MemoryLayout<sqlite3_vtab>.stride
    private static let placeOffset = earOffset + MemoryLayout<UnsafeMutableRawPointer>.stride

    private static func listening() -> sqlite3_module {
        var module = sqlite3_module()
        module.iVersion = 1
        module.xCreate = { db, context, count, arguments, made, _ in
            DemandListener.connect(db, context, count, arguments, made)
        }
        module.xConnect = { db, context, count, arguments, made, _ in
            DemandListener.connect(db, context, count, arguments, made)
        }
        module.xBestIndex = { table, question in
            guard let table, let question else { return SQLITE_ERROR }
            return DemandListener.listen(UnsafeMutableRawPointer(table), question)
        }
        module.xDisconnect = { DemandListener.free($0) }
        module.xDestroy = { DemandListener.free($0) }
        // Statements are compiled and never executed.
        module.xOpen = { _, _ in SQLITE_ERROR }
        module.xClose = { _ in SQLITE_OK }
        module.xFilter = { _, _, _, _, _ in SQLITE_ERROR }
        module.xNext = { _ in SQLITE_ERROR }
        module.xEof = { _ in 1 }
        module.xColumn = { _, _, _ in SQLITE_ERROR }
        module.xRowid = { _, _ in SQLITE_ERROR }
        module.xUpdate = { _, _, _, _ in SQLITE_ERROR }
        return module
    }

    private static func connect(
        _ db: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ count: Int32,
        _ arguments: UnsafePointer<UnsafePointer<CChar>?>?,
        _ made: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>?
    ) -> Int32 {
        guard let context, let made, count > 3, let argument = arguments?[3], let place = Int(String(cString: argument))
        else { return SQLITE_ERROR }
        let ear = Unmanaged<Ear>.fromOpaque(context).takeUnretainedValue()
        let code = sqlite3_declare_vtab(db, ear.declaration(place))
        guard code == SQLITE_OK else { return code }
        let size = placeOffset + MemoryLayout<Int>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        memory.storeBytes(of: context, toByteOffset: earOffset, as: UnsafeMutableRawPointer.self)
        memory.storeBytes(of: place, toByteOffset: placeOffset, as: Int.self)
        made.pointee = memory.assumingMemoryBound(to: sqlite3_vtab.self)
        return SQLITE_OK
    }

    private static func free(_ table: UnsafeMutablePointer<sqlite3_vtab>?) -> Int32 {
        table.map { UnsafeMutableRawPointer($0).deallocate() }
        return SQLITE_OK
    }

    private static func listen(
        _ table: UnsafeMutableRawPointer, _ question: UnsafeMutablePointer<sqlite3_index_info>
    ) -> Int32 {
        let ear = Unmanaged<Ear>.fromOpaque(table.load(fromByteOffset: earOffset, as: UnsafeMutableRawPointer.self))
            .takeUnretainedValue()
        let described = ear.tables[table.load(fromByteOffset: placeOffset, as: Int.self)]
        let (demand, equalities) = read(question, described)
        if !ear.heard.contains(demand) { ear.heard.append(demand) }
        // Cheap where something is equal, so that the planner asks for joins from both sides and goes on.
        question.pointee.estimatedCost = 1e6
        for _ in 0..<min(equalities, 4) { question.pointee.estimatedCost /= 20 }
        question.pointee.estimatedRows = Int64(question.pointee.estimatedCost)
        return SQLITE_OK
    }

    private static func read(
        _ question: UnsafeMutablePointer<sqlite3_index_info>, _ table: DatabaseInspection.Table
    ) -> (demand: Demand, equalities: Int) {
        let info = question.pointee
        var demand = Demand(table: table.name)
        func name(_ column: Int32) -> String? {
            table.columns.indices.contains(Int(column)) ? table.columns[Int(column)].name : nil
        }
        var taken: Int32 = 0
        for place in 0..<Int(info.nConstraint) {
            guard let constraint = info.aConstraint?[place], let column = name(constraint.iColumn) else { continue }
            let operation = Int32(constraint.op)
            let isEquality = [SQLITE_INDEX_CONSTRAINT_EQ, SQLITE_INDEX_CONSTRAINT_IS, SQLITE_INDEX_CONSTRAINT_ISNULL]
                .contains(operation)
            if let literal = literal(question, place, column, operation), !demand.literals.contains(literal) {
                demand.literals.append(literal)
            }
            guard constraint.usable != 0 else { continue }
            if isEquality {
                if !demand.equalities.contains(column) { demand.equalities.append(column) }
            } else if rangeOperations.contains(operation) {
                if !demand.ranges.contains(column) { demand.ranges.append(column) }
            } else {
                continue
            }
            taken += 1
            info.aConstraintUsage?[place].argvIndex = taken
        }
        for place in 0..<Int(info.nOrderBy) {
            guard let term = info.aOrderBy?[place], let column = name(term.iColumn) else { break }
            demand.order.append(.init(column: column, isDescending: term.desc != 0))
        }
        // The last bit stands for every column from the 64th on.
        demand.used = table.columns.enumerated().filter { info.colUsed & (1 << UInt64(min($0.offset, 63))) != 0 }
            .map(\.element.name)
        return (demand, demand.equalities.count)
    }

    private static let rangeOperations: Set<Int32> = [
        SQLITE_INDEX_CONSTRAINT_GT, SQLITE_INDEX_CONSTRAINT_GE, SQLITE_INDEX_CONSTRAINT_LT, SQLITE_INDEX_CONSTRAINT_LE,
        SQLITE_INDEX_CONSTRAINT_LIKE, SQLITE_INDEX_CONSTRAINT_GLOB,
    ]

    /// The term as SQL when its other side is a literal.
    private static func literal(
        _ question: UnsafeMutablePointer<sqlite3_index_info>, _ place: Int, _ column: String, _ operation: Int32
    ) -> Demand.Literal? {
        switch operation {
        case SQLITE_INDEX_CONSTRAINT_ISNULL: return .init(column: column, sql: "\(quoted(column)) IS NULL")
        case SQLITE_INDEX_CONSTRAINT_ISNOTNULL: return .init(column: column, sql: "\(quoted(column)) IS NOT NULL")
        case SQLITE_INDEX_CONSTRAINT_EQ:
            // An IN list is no single literal.
            guard sqlite3_vtab_in(question, Int32(place), -1) == 0 else { return nil }
            var value: OpaquePointer?
            guard sqlite3_vtab_rhs_value(question, Int32(place), &value) == SQLITE_OK, let value else { return nil }
            switch sqlite3_value_type(value) {
            case SQLITE_INTEGER:
                return .init(column: column, sql: "\(quoted(column)) = \(sqlite3_value_int64(value))")
            case SQLITE_TEXT:
                guard let text = sqlite3_value_text(value) else { return nil }
                let escaped = String(cString: text).replacingOccurrences(of: "'", with: "''")
                return .init(column: column, sql: "\(quoted(column)) = '\(escaped)'")
            default: return nil
            }
        default: return nil
        }
    }
}
