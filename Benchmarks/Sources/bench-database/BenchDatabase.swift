// Measures what Hone does with databases. Each section is a file in Sections/ and a line in the list below.
//
//   scripts/bench database             all sections
//   scripts/bench database writers     one of them
import Foundation

@main
struct BenchDatabase {
    /// The sections by name.
    static let sections: [(name: String, run: @Sendable () async throws -> Void)] = [
        ("writers", ConcurrentWriters.run)
    ]

    static func main() async {
        let asked = CommandLine.arguments.dropFirst()
        let unknown = asked.filter { name in !sections.contains { $0.name == name } }
        guard unknown.isEmpty else {
            let known = sections.map(\.name).joined(separator: ", ")
            FileHandle.standardError.write(
                Data("bench-database: no section \(unknown.joined(separator: ", ")); known are \(known)\n".utf8))
            exit(2)
        }
        for section in sections where asked.isEmpty || asked.contains(section.name) {
            print("== \(section.name)")
            do {
                try await section.run()
            } catch {
                print("failed: \(error)")
                exit(1)
            }
        }
    }
}
