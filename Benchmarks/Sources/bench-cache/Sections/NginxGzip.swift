import BenchmarkSections
import Foundation
import HoneTesting

/// An nginx that compresses one file for each request, and what its worker uses for it.
final class NginxGzip: Sendable {
    private let server: NginxServer
    private let worker: Int

    init(_ json: [UInt8], level: Int) async throws {
        server = try await NginxServer.start(.init(files: ["/list.json": json], gzip: true, gzipLevel: level))
        let master = server.processIdentifier
        let text = try? String(contentsOfFile: "/proc/\(master)/task/\(master)/children", encoding: .utf8)
        guard let worker = text?.split(separator: " ").first.flatMap({ Int($0) }) else {
            throw BenchmarkError("nginx's worker is not in /proc/\(master)/task/\(master)/children; run it on Linux")
        }
        self.worker = worker
    }

    func stop() { server.stop() }

    /// What the file comes to, bytes.
    func size() async throws -> Int {
        let got = try ChildProcess.run([
            "curl", "-s", "-o", "/dev/null", "-w", "%{size_download}", "-H", "Accept-Encoding: gzip",
            server.url + "/list.json",
        ])
        guard let size = Int(got.output) else { throw BenchmarkError("curl said: \(got.output)") }
        return size
    }

    /// What the worker used to answer so many requests of one connection: all of it, of which the kernel's part and
    /// HTTP's are some 2 %.
    func cpuSeconds(requests: Int) async throws -> Double {
        let before = try used()
        let got = try ChildProcess.run([
            "curl", "-s", "-H", "Accept-Encoding: gzip", "-w", "%{http_code}\\n", "-o", "/dev/null",
            "\(server.url)/list.json?[1-\(requests)]",
        ])
        let answered = got.output.split(separator: "\n").count { $0 == "200" }
        guard got.ending == .exited(0), answered == requests else {
            throw BenchmarkError("of \(requests) requests of curl, \(answered) were answered with 200")
        }
        return try used() - before
    }

    /// Seconds on a processor (Documentation/scheduler/sched-stats.rst of Linux).
    private func used() throws -> Double {
        let text = try? String(contentsOfFile: "/proc/\(worker)/schedstat", encoding: .utf8)
        guard let nanoseconds = text?.split(separator: " ").first.flatMap({ Double($0) }) else {
            throw BenchmarkError("/proc/\(worker)/schedstat does not say what nginx used")
        }
        return nanoseconds / 1e9
    }
}
