import Foundation
import HoneLoad

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A benchmark that cannot be run here, and why.
struct BenchmarkError: Error, CustomStringConvertible {
    var description: String
}

/// CPU seconds, user and system, of this process or of its ended children.
func cpuSeconds(_ who: CPUOf) -> Double {
    var usage = rusage()
    #if canImport(Glibc)
        let code = who == .children ? RUSAGE_CHILDREN.rawValue : RUSAGE_SELF.rawValue
    #else
        let code = who == .children ? RUSAGE_CHILDREN : RUSAGE_SELF
    #endif
    getrusage(code, &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

enum CPUOf { case process, children }

/// Runs a command to its end and returns what it printed.
func output(of command: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw BenchmarkError(
            description: "\(command.joined(separator: " ")): \(String(decoding: said, as: UTF8.self))")
    }
    return String(decoding: said, as: UTF8.self)
}

func measureWrk(_ url: String, seconds: Int) throws -> Measurement {
    let before = cpuSeconds(.children)
    let text = try output(of: [
        "wrk", "-t1", "-c\(BenchLoad.connections)", "-d\(seconds)s", url,
    ])
    let used = cpuSeconds(.children) - before
    // "  123456 requests in 5.00s, 101.02MB read"
    guard let line = text.split(separator: "\n").first(where: { $0.contains(" requests in ") }) else {
        throw BenchmarkError(description: "wrk said nothing of requests: \(text)")
    }
    let words = line.split(separator: " ")
    guard let requests = Int(words[0]), let time = Double(words[3].dropLast(2)) else {
        throw BenchmarkError(description: "not understood: \(line)")
    }
    guard !text.contains("Socket errors"), !text.contains("Non-2xx") else { throw BenchmarkError(description: text) }
    return Measurement(requests: requests, seconds: time, cpuSeconds: used)
}

func measureHone(_ url: String, seconds: Int) async throws -> Measurement {
    // wrk sends Host only; the same request is sent here but for User-Agent.
    let scenario = Scenario(
        target: url, tasks: [.init("GET", "/index.html")], load: .users(BenchLoad.connections, duration: Double(seconds)), acceptEncoding: nil)
    let before = cpuSeconds(.process)
    let result = try await Driver(scenario: scenario, loops: 1).run()
    let used = cpuSeconds(.process) - before
    guard result.total.failures == 0 else {
        throw BenchmarkError(description: "requests failed: \(result.total.errors)")
    }
    // The whole process and the whole run count, as they do for wrk: setting up and merging too.
    return Measurement(requests: result.total.requests, seconds: result.seconds, cpuSeconds: used)
}
