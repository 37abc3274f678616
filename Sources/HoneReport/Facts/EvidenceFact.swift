import HoneAgent
import HoneDatabase

/// A fact with its name, for lists of facts.
struct EvidenceFact: Equatable {
    var name: String
    var text: String
}

extension DatabaseInspection {
    /// What a person wants to know of a database file.
    var facts: [EvidenceFact] {
        let largest = tables.filter { !$0.isVirtual }.sorted { $0.rows > $1.rows }.prefix(3).map { table in
            "\(table.name) \(table.rowsAreExact ? "" : "about ")\(Numbers.count(table.rows))"
        }
        var facts = [
            EvidenceFact(name: "file", text: path),
            EvidenceFact(name: "size", text: Numbers.bytes(Double(totalSize))),
            EvidenceFact(name: "journal mode", text: journalMode),
            EvidenceFact(name: "tables", text: "\(tables.count)"),
            EvidenceFact(name: "indices", text: "\(indexCount) by CREATE INDEX, \(indexes.count) in all"),
            EvidenceFact(name: "statistics", text: hasStatistics ? "ANALYZE has been run" : "ANALYZE has not been run"),
        ]
        if !largest.isEmpty { facts.append(EvidenceFact(name: "rows", text: largest.joined(separator: ", "))) }
        if !fileIsWritable || !folderIsWritable {
            facts.append(EvidenceFact(name: "writable", text: "no: Hone cannot change it"))
        }
        return facts
    }
}

extension Machine {
    /// The machine in a line.
    var line: String { "\(processor), \(cores) cores, \(Numbers.megabytes(memory)), \(system)" }
}

extension HTTPEvidence.Answer {
    /// Whether there is an ETag and whether it works.
    var etagText: String {
        guard etag != nil else { return "none" }
        return switch conditionalStatus {
        case 304: "yes, 304"
        case let status?: "yes, but \(status)"
        case nil: "yes"
        }
    }
}
