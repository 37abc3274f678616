import Foundation
import HoneAgent
import HoneReport
import Synchronization

/// Where a command writes: results to standard output, everything else to standard error.
enum Console {
    private static let lastStep = Mutex("")
    /// The screen of the run that goes on, so that whatever ends the program gives the terminal back.
    static let live = Mutex<LiveConsole?>(nil)

    /// Writes a message to standard error, without what a terminal would obey: parts of it come from the application
    /// and from files that others wrote.
    static func error(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { TerminalText.safe(String($0)) }
        write(lines.joined(separator: "\n") + "\n")
    }

    /// Writes text to standard error as it is.
    ///
    /// That it cannot be written (a pipe whose reader went away, a full disk) is no reason to end a measurement and
    /// lose its result, and there is no other place to say so.
    static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

    /// How text for a person is laid out.
    static var renderer: TerminalRenderer {
        let columns = Terminal.output.size.map { min(140, max(60, $0.columns)) }
        return TerminalRenderer(style: .init(color: Terminal.output.takesColor, width: columns ?? 100))
    }

    /// How a screen on standard error is laid out, which may have another size than a second ago.
    static var screenStyle: LiveScreen.Style {
        let size = Terminal.error.size
        return LiveScreen.Style(
            color: Terminal.error.takesColor, width: size?.columns ?? 80, height: size?.lines ?? 24)
    }

    /// Shows what goes on, on one line that is written over; nothing when nobody watches, but for what was recovered.
    static let observer: Observer = { progress in
        if progress.step == "recovery" { return error(progress.detail) }
        guard Terminal.error.isScreen else { return }
        let done = progress.fraction.map { " \(bar($0))" } ?? ""
        var line = TerminalText.safe("\(progress.step)\(done) \(progress.detail)")
        if let columns = Terminal.error.size?.columns, columns > 10 { line = TerminalText.cut(line, to: columns - 1) }
        // What a step came to stays on the screen; what goes on in it is written over.
        let stays = progress.fraction == 1
        lastStep.withLock { $0 = stays ? "" : progress.step }
        write("\r\u{1B}[2K\(line)\(stays ? "\n" : "")")
    }

    /// Takes the progress line, or the screen, away.
    static func endProgress() {
        live.withLock { live in
            live?.end()
            live = nil
        }
        let hadStep = lastStep.withLock { step in
            defer { step = "" }
            return !step.isEmpty
        }
        if hadStep, Terminal.error.isScreen { write("\r\u{1B}[2K") }
    }

    /// Writes a value as JSON to standard output.
    static func json(_ value: some Encodable) throws {
        print(String(decoding: try JSONCoding.encoder.encode(value), as: UTF8.self))
    }

    private static func bar(_ fraction: Double) -> String {
        let filled = Int((max(0, min(1, fraction)) * 12).rounded())
        return String(repeating: "█", count: filled) + String(repeating: "░", count: 12 - filled)
    }
}
