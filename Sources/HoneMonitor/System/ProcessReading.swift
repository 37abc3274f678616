#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One reading of a process's folder in `/proc`.
struct ProcessReading: Sendable, Equatable {
    var residentBytes: UInt64
    var peakResidentBytes: UInt64
    var userTicks: UInt64
    var systemTicks: UInt64
    var threads: Int
    /// When the process began, in ticks since the machine did.
    var startTicks: UInt64
    var openDescriptors: Int

    /// Ticks a second: 100 on Linux, whatever the kernel's own rate is.
    static let ticksPerSecond = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))

    /// Reads a process's folder.
    /// - Parameter folder: `/proc/self`, `/proc/<pid>`, or a folder laid out like them.
    init(folder: String) throws(SystemReadError) {
        let status = try Self.text(of: "\(folder)/status")
        let stat = try Self.text(of: "\(folder)/stat")
        residentBytes = try Self.kilobytes("VmRSS:", in: status, folder)
        peakResidentBytes = try Self.kilobytes("VmHWM:", in: status, folder)
        // The second field is the command in parentheses and may hold anything, spaces and parentheses included.
        guard let end = stat.lastIndex(of: ")") else {
            throw SystemReadError(path: "\(folder)/stat", problem: "no command in it")
        }
        let fields = stat[stat.index(after: end)...].split { $0 == " " || $0 == "\n" }
        // The numbers of proc(5) less the three fields that end with the command: utime 14, stime 15,
        // num_threads 20, starttime 22.
        guard fields.count > 19, let user = UInt64(fields[11]), let system = UInt64(fields[12]),
            let threads = Int(fields[17]), let start = UInt64(fields[19])
        else {
            throw SystemReadError(path: "\(folder)/stat", problem: "\(fields.count) fields after the command")
        }
        userTicks = user
        systemTicks = system
        self.threads = threads
        startTicks = start
        openDescriptors = try Self.entries(of: "\(folder)/fd")
    }

    /// Seconds since the machine began, the first number of `/proc/uptime`.
    static func machineUptime(path: String = "/proc/uptime") throws(SystemReadError) -> Double {
        let text = try text(of: path)
        guard let seconds = text.split(separator: " ").first.flatMap({ Double($0) }) else {
            throw SystemReadError(path: path, problem: "no number in it")
        }
        return seconds
    }

    private static func kilobytes(
        _ name: String, in status: String, _ folder: String
    ) throws(SystemReadError) -> UInt64 {
        for line in status.split(separator: "\n") where line.hasPrefix(name) {
            let words = line.split { $0 == " " || $0 == "\t" }
            if words.count == 3, let kilobytes = UInt64(words[1]) { return kilobytes * 1_024 }
        }
        throw SystemReadError(path: "\(folder)/status", problem: "no \(name) in it")
    }

    /// The text of a small file, at most 64 kB of it.
    private static func text(of path: String) throws(SystemReadError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemReadError(path: path, problem: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { space in
                read(descriptor, space.baseAddress.map { $0 + filled }, space.count - filled)
            }
            if count < 0 { throw SystemReadError(path: path, problem: String(cString: strerror(errno))) }
            if count == 0 { break }
            filled += count
        }
        return String(decoding: bytes[..<filled], as: UTF8.self)
    }

    /// How many entries a folder has. Of the process's own descriptors, the one that reads them is not counted.
    private static func entries(of path: String) throws(SystemReadError) -> Int {
        guard let folder = opendir(path) else {
            throw SystemReadError(path: path, problem: String(cString: strerror(errno)))
        }
        defer { closedir(folder) }
        let own = "\(dirfd(folder))"
        var count = 0
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let isOwn = path == "/proc/self/fd" && name == own
            if name != ".", name != "..", !isOwn { count += 1 }
        }
        return count
    }
}
