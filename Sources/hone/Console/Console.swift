import Foundation
import HoneAgent
import HoneReport
import Synchronization

/// Where a command writes: results to standard output, everything else to standard error.
enum Console {
    private static let lastStep = Mutex("")
    /// The screen of the run that goes on, so that whatever ends the program gives the terminal back.
    static let live = Mutex<LiveConsole?>(nil)

    /// Writes a message to standard error.
    static func error(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// Whether somebody is watching standard error.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb" }

    /// How text for a person is laid out: colour only on a terminal that did not refuse it (no-color.org).
    static var renderer: TerminalRenderer {
        let environment = ProcessInfo.processInfo.environment
        let refused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        var size = winsize()
        let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return TerminalRenderer(
            style: .init(
                color: !refused && isatty(STDOUT_FILENO) == 1, width: known ? min(140, max(60, Int(size.ws_col))) : 100)
        )
    }

    /// Shows what goes on, on one line that is written over; nothing when nobody watches, but for what was recovered.
    static let observer: Observer = { progress in
        if progress.step == "recovery" { return error(progress.detail) }
        guard isWatched else { return }
        let done = progress.fraction.map { " \(bar($0))" } ?? ""
        var line = "\(progress.step)\(done) \(progress.detail)"
        var size = winsize()
        if ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 10 {
            line = String(line.prefix(Int(size.ws_col) - 1))
        }
        // What a step came to stays on the screen; what goes on in it is written over.
        let stays = progress.fraction == 1
        lastStep.withLock { $0 = stays ? "" : progress.step }
        FileHandle.standardError.write(Data("\r\u{1B}[2K\(line)\(stays ? "\n" : "")".utf8))
    }

    /// How a screen on standard error is laid out, which may have another size than a second ago.
    static var screenStyle: LiveScreen.Style {
        let environment = ProcessInfo.processInfo.environment
        var size = winsize()
        let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
        return LiveScreen.Style(
            color: (environment["NO_COLOR"] ?? "").isEmpty && isatty(STDERR_FILENO) == 1,
            width: known ? Int(size.ws_col) : 80, height: known ? Int(size.ws_row) : 24)
    }

    /// Takes the progress line, or the screen, away.
    static func endProgress() {
        live.withLock { live in
            live?.end()
            live = nil
        }
        guard isWatched,
            lastStep.withLock({ step in
                defer { step = "" }; return !step.isEmpty
            })
        else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8))
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
