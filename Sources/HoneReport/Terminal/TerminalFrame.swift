/// How a screen that is drawn again and again is written to a terminal, in the control codes of ECMA-48 and xterm.
///
/// The screen is drawn on the terminal's other buffer, so that what was there before is there again afterwards. Each
/// frame is written over the one before, line by line, and nothing is cleared that is not written in the same go:
/// that is what keeps it from flickering.
public enum TerminalFrame {
    /// Opens the other buffer and hides the cursor.
    public static let open = "\u{1B}[?1049h\u{1B}[?25l"
    /// Shows the cursor and goes back to what was there before.
    public static let close = "\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l"

    /// What draws `text` over the frame before. Terminals that know synchronised updates (mode 2026) show it at once.
    public static func draw(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "\($0)\u{1B}[K" }
        return "\u{1B}[?2026h\u{1B}[H\(lines.joined(separator: "\r\n"))\u{1B}[J\u{1B}[?2026l"
    }
}
