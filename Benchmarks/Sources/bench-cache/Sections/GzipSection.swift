import BenchmarkSections
import Foundation
import HoneHTTP
import HoneTesting
import NIOCore

/// gzip of a JSON answer of 100 kB: MB of it a second of CPU, beside the program gzip and beside nginx.
struct GzipSection: Section {
    let name = "gzip"
    let title = "gzip of 100 kB of JSON, MB a second of CPU"

    /// How often a round compresses it.
    private static let times = 300

    func run(_ options: Options) async throws {
        Results.shared.write(to: options.json)
        let json = sampleJSON(bytes: 100_000)
        let nginx6 = try await NginxGzip(json, level: 6)
        let nginx1 = try await NginxGzip(json, level: 1)
        let program = try GzipProgram(json)
        defer { [nginx6, nginx1].forEach { $0.stop() } }
        let body = ByteBuffer(bytes: json)
        let ours = try ContentCoding.gzip.compress(body).readableBytes
        // What is held against nginx's fastest level is ours.
        let oursAtOne = try ContentCoding.gzip.compress(body, level: 1).readableBytes
        var rates: (ours: [Double], oursAtOne: [Double], six: [Double], one: [Double], program: [Double]) =
            ([], [], [], [], [])
        let megabytes = Double(json.count * Self.times) / 1e6
        for round in 0...options.rounds {
            let before = cpuMicroseconds()
            for _ in 0..<Self.times { _ = try ContentCoding.gzip.compress(body) }
            let own = megabytes / (cpuMicroseconds() - before) * 1e6
            let beforeOne = cpuMicroseconds()
            for _ in 0..<Self.times { _ = try ContentCoding.gzip.compress(body, level: 1) }
            let ownAtOne = megabytes / (cpuMicroseconds() - beforeOne) * 1e6
            let six = megabytes / (try await nginx6.cpuSeconds(requests: Self.times))
            let one = megabytes / (try await nginx1.cpuSeconds(requests: Self.times))
            let theirs = megabytes / (try program.cpuSeconds(times: Self.times))
            guard round > 0 else { continue }
            rates.ours.append(own)
            rates.oursAtOne.append(ownAtOne)
            rates.six.append(six)
            rates.one.append(one)
            rates.program.append(theirs)
        }
        let peers = [
            ("gzip -6", rates.program, try program.size(), rates.ours, ours),
            ("nginx, level 6", rates.six, try await nginx6.size(), rates.ours, ours),
            ("nginx, level 1 (ours too)", rates.one, try await nginx1.size(), rates.oursAtOne, oursAtOne),
        ]
        for (peer, theirs, size, own, ours) in peers {
            let isComparable = ours <= size
            Results.shared.add(
                Figure(
                    section: name, what: "against \(peer)", value: median(zip(own, theirs).map { $0 / $1 }),
                    unit: "×", bar: isComparable ? .least(1.5) : .none, goal: isComparable ? .least(3) : .none,
                    peer: "\(number(median(own))) against \(number(median(theirs))) MB/s, \(ours) against "
                        + "\(size) bytes"))
        }
    }
}

/// The program gzip, which is given many files in one run so that its start does not count.
private final class GzipProgram {
    private let file: String
    private let bytes: Int

    init(_ json: [UInt8]) throws {
        file = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString).json").path
        bytes = json.count
        guard FileManager.default.createFile(atPath: file, contents: Data(json)) else {
            throw BenchmarkError("\(file) cannot be written")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: file) }

    /// What one of the files comes to, bytes.
    func size() throws -> Int {
        let output = file + ".gz"
        defer { try? FileManager.default.removeItem(atPath: output) }
        try finish(ChildProcess(["gzip", "-6", "-n", "-c", file], output: .file(output)))
        return (try FileManager.default.attributesOfItem(atPath: output)[.size] as? Int) ?? 0
    }

    func cpuSeconds(times: Int) throws -> Double {
        let before = endedChildrenSeconds()
        try finish(
            ChildProcess(["gzip", "-6", "-n", "-c"] + Array(repeating: file, count: times), output: .nowhere))
        return endedChildrenSeconds() - before
    }

    private func finish(_ process: ChildProcess) throws {
        let ending = process.waitUntilExit()
        guard ending == .exited(0) else { throw BenchmarkError("gzip ended as \(ending)") }
    }
}
