import BenchmarkSections
import Foundation
import HoneTesting

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a command that ended said and used.
struct Finished: Sendable {
    var output: String
    /// User and system CPU, its own ended children included.
    var cpuSeconds: Double
}

/// Runs a command to its end.
/// - Parameter input: what it reads from standard input.
/// - Throws: ``BenchmarkError`` with what it said when it is missing or fails.
func runCommand(_ command: [String], input: Data = Data(), environment: [String: String] = [:]) throws -> Finished {
    // To a file rather than a pipe: nobody reads two pipes at once.
    let complaints = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: complaints) }
    // Nobody else starts or ends children meanwhile but nginx, which ends later: the difference is this command's.
    let before = endedChildrenSeconds()
    let process = try ChildProcess(
        command, environment: ProcessInfo.processInfo.environment.merging(environment) { $1 }, input: .pipe,
        output: .pipe, errors: .file(complaints.path))
    process.input?.write(input)
    let finished = try process.finish()
    let (ending, said) = (finished.ending, finished.output)
    guard ending == .exited(0) else {
        let complaint = (try? String(contentsOf: complaints, encoding: .utf8)) ?? ""
        throw BenchmarkError(
            "'\(command.prefix(6).joined(separator: " "))' ended as \(ending): "
                + "\((complaint + said).prefix(1_500))")
    }
    return Finished(output: said, cpuSeconds: endedChildrenSeconds() - before)
}

/// The memory this process has resident, bytes.
/// - Throws: ``BenchmarkError`` without Linux's `/proc`.
func residentBytes() throws -> Int {
    // Pages: total, resident, … (man 5 proc).
    let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    guard let pages = text?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
        throw BenchmarkError("the resident memory is read from /proc/self/statm, which is not here; run it on Linux")
    }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}

/// Where this benchmark's own files lie: `Benchmarks/`.
let benchmarksFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
