import BenchmarkSections
import Foundation
import HoneTesting

/// A ``FrozenModel`` made real, as a process of its own that ends with this one.
struct FrozenServer {
    let url: String
    private let process: ChildProcess

    /// Starts the server; its first freeze counts from its first request.
    static func start() throws -> FrozenServer {
        let process = try ChildProcess([try Child.program(), Child.argument, "frozen"], input: .pipe, output: .pipe)
        var said = ""
        while !said.contains("\n") {
            let more = process.nextOutput()
            if more.isEmpty { break }
            said += more
        }
        guard let port = Int(said.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            process.end()
            throw BenchmarkError("the frozen server told no port")
        }
        return FrozenServer(url: "http://127.0.0.1:\(port)", process: process)
    }

    func stop() {
        // It ends when its standard input does, at the latest after its freeze.
        try? process.input?.close()
        process.waitUntilExit()
    }
}
