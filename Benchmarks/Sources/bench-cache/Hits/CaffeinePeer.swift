import BenchmarkSections
import Foundation
import HoneTesting

/// Caffeine, of Debian's libcaffeine-java, in a Java program that stays between rounds so that it is warm.
final class CaffeinePeer {
    private static let jar = "/usr/share/java/caffeine.jar"
    private let process: ChildProcess
    private let folder: URL

    /// - Parameter words: what stands before and after a key's number; nil when keys are numbers.
    init(_ requests: ZipfRequests, words: (before: String, after: String)?) throws {
        guard FileManager.default.fileExists(atPath: Self.jar) else {
            throw BenchmarkError("there is no \(Self.jar); install it: apt-get install libcaffeine-java")
        }
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("bench-cache-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("requests").path
        try requests.write(to: file)
        let source = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../cache/CaffeineHits.java").standardized.path
        let compiled = try ChildProcess.run(["javac", "-cp", Self.jar, "-d", folder.path, source])
        guard compiled.ending == .exited(0) else { throw BenchmarkError("javac said: \(compiled.output)") }
        process = try ChildProcess(
            [
                "java", "-cp", "\(folder.path):\(Self.jar)", "CaffeineHits", file, "\(ZipfRequests.keys)",
                "\(ZipfRequests.capacity)", words?.before ?? "-", words?.after ?? "-",
            ], input: .pipe, output: .pipe)
    }

    deinit {
        process.end()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Seconds that a number of threads took for as many requests each, and the sum of what they were given.
    func run(threads: Int, requests: Int) throws -> HitRun {
        process.input?.write(Data("\(threads) \(requests)\n".utf8))
        let said = process.nextOutput()
        let words = said.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let nanoseconds = Double(words[0]), let sum = Int(words[1]) else {
            throw BenchmarkError("the Java program said: \(said)")
        }
        return HitRun(seconds: nanoseconds / 1e9, sum: sum)
    }
}
