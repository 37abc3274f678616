import Foundation
import HoneAgent

/// A file that a person asked for.
enum OutputFile {
    /// Writes text to it, all of it or nothing.
    /// - Throws: ``AgentError`` naming the file when it cannot be written.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw AgentError(
                .failed, "\(path) cannot be written: \(error.localizedDescription)",
                remedy: "Name another place, or check that its folder is there and has room.")
        }
    }
}
