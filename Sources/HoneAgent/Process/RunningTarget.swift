import Foundation

/// The application while it runs.
public struct RunningTarget: Sendable {
    /// The process that Hone started; `nil` when somebody else did.
    public let pid: Int32?
    /// What the application prints, when Hone started it.
    let log: URL?

    /// Whether Hone started it, and so may stop it and change its database between measurements.
    public var isOurs: Bool { pid != nil }

    /// Refuses to go on when the process that Hone started is gone.
    /// - Throws: `AgentError` with the last lines the application printed.
    func checkAlive() throws {
        guard let pid, !ProcessTable.isRunning(pid) else { return }
        throw AgentError(
            .unreachable, "The application stopped in the middle of the measurement.\(lastLines)",
            remedy:
                "Start it by hand with the command of hone.yaml and see why it stops; its whole log is \(log?.path ?? "")."
        )
    }

    /// The end of what the application printed, for a message; empty when it printed nothing.
    var lastLines: String {
        guard let log, let handle = try? FileHandle(forReadingFrom: log) else { return "" }
        defer { try? handle.close() }
        let size = (try? handle.seekToEnd()) ?? 0
        try? handle.seek(toOffset: size > 2_000 ? size - 2_000 : 0)
        let text = String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
        let lines = text.split(separator: "\n").suffix(5)
        return lines.isEmpty ? "" : " The last it printed:\n" + lines.map { "    \($0)" }.joined(separator: "\n")
    }
}
