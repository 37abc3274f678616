import Foundation

/// What `/proc` says of a process and all it started. Linux only; elsewhere there are no readings.
enum ProcessTable {
    /// A process and its descendants, itself first.
    static func tree(of root: Int32) -> [Int32] {
        var children: [Int32: [Int32]] = [:]
        for pid in all {
            guard let parent = fields(pid).flatMap({ Int32($0[1]) }) else { continue }
            children[parent, default: []].append(pid)
        }
        var tree = [root]
        var next = 0
        while next < tree.count {
            tree += children[tree[next]] ?? []
            next += 1
        }
        return tree
    }

    /// Whether a process runs (a dead one that nobody has waited for yet does not).
    static func isRunning(_ pid: Int32) -> Bool {
        guard let fields = fields(pid) else { return false }
        return fields[0] != "Z" && fields[0] != "X"
    }

    /// Whether any process of a group runs.
    static func isGroupRunning(_ group: Int32) -> Bool {
        all.contains { pid in
            guard let fields = fields(pid) else { return false }
            return Int32(fields[2]) == group && fields[0] != "Z" && fields[0] != "X"
        }
    }

    /// Every process there is.
    private static var all: [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    }

    /// When a process started, in clock ticks since the machine did; tells two processes of the same id apart.
    static func startTime(_ pid: Int32) -> UInt64? { fields(pid).flatMap { UInt64($0[19]) } }

    /// The sum of a process tree at this moment.
    static func reading(of root: Int32) -> SystemEvidence.Reading {
        var sum = SystemEvidence.Reading(processes: 0, memory: 0, cpuSeconds: 0, threads: 0, descriptors: 0, sockets: 0)
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let page = Double(sysconf(Int32(_SC_PAGESIZE)))
        for pid in tree(of: root) {
            guard let fields = fields(pid), fields[0] != "Z" else { continue }
            sum.processes += 1
            sum.cpuSeconds += ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / ticks
            sum.threads += Int(fields[17]) ?? 0
            sum.memory += (Double(fields[21]) ?? 0) * page / 1e6
            let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []
            sum.descriptors += descriptors.count
            sum.sockets +=
                descriptors.filter {
                    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\($0)"))?
                        .hasPrefix("socket:") ?? false
                }.count
        }
        return sum
    }

    /// The fields of `/proc/<pid>/stat` from the third (the state) on; the second, the name, may hold anything.
    private static func fields(_ pid: Int32) -> [Substring]? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count >= 22 ? fields : nil
    }
}
