import Foundation

/// What a descriptor leads to: whether a person watches it, in colour, and how much room there is.
struct Terminal {
    /// Where results go.
    static let output = Terminal(descriptor: STDOUT_FILENO)
    /// Where everything else goes.
    static let error = Terminal(descriptor: STDERR_FILENO)

    let descriptor: Int32

    /// Whether it is a terminal that obeys control codes; one that says it is `dumb` does not.
    var isScreen: Bool { isatty(descriptor) == 1 && Self.variable("TERM") != "dumb" }

    /// Whether text may be coloured: on a screen whose owner did not refuse it (no-color.org).
    var takesColor: Bool { isScreen && Self.variable("NO_COLOR").isEmpty }

    /// Columns and lines as they are now; nil where they are not known.
    var size: (columns: Int, lines: Int)? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    private static func variable(_ name: String) -> String { ProcessInfo.processInfo.environment[name] ?? "" }
}
