import Foundation

/// A ``FrozenModel`` made real, as a process of its own that ends with this one.
struct FrozenServer {
    let url: String
    private let process: Process
    private let stdin: Pipe

    /// Starts the server; its first freeze counts from its first request.
    static func start() throws -> FrozenServer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Child.program())
        process.arguments = [Child.argument, "frozen"]
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        var said = Data()
        while !said.contains(0x0A) {
            let more = stdout.fileHandleForReading.availableData
            if more.isEmpty { break }
            said += more
        }
        guard let port = Int(String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        else {
            process.terminate()
            throw BenchmarkError("the frozen server told no port")
        }
        return FrozenServer(url: "http://127.0.0.1:\(port)", process: process, stdin: stdin)
    }

    func stop() {
        // It ends when its standard input does, at the latest after its freeze.
        try? stdin.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
