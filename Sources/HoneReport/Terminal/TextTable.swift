/// A table without lines: columns aligned by spaces, a heading above them, and never wider than it may be.
struct TextTable {
    /// One column.
    struct Column {
        /// Its heading.
        var title: String
        /// Which side its cells lean on.
        var side = Side.left
        /// Whether it may be cut when the table is too wide.
        var isFlexible = false
        /// Whether it may be left out when the table is too wide: the last such column goes first.
        var isOptional = false

        enum Side { case left, right }

        static func text(_ title: String, flexible: Bool = false) -> Column {
            Column(title: title, isFlexible: flexible)
        }

        static func number(_ title: String, optional: Bool = false) -> Column {
            Column(title: title, side: .right, isOptional: optional)
        }
    }

    /// One cell: what it says and how it is painted.
    struct Cell: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        var text: String
        var paint = Paint.plain

        init(_ text: String, _ paint: Paint = .plain) {
            self.text = text
            self.paint = paint
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    var columns: [Column]
    var rows: [[Cell]] = []

    /// The lines of the table, none wider than `width`; cells are painted only if `color`.
    func lines(width: Int, color: Bool, indent: Int = 2) -> [String] {
        guard !rows.isEmpty else { return [] }
        let cells = rows.map { row in row.map { Cell(TerminalText.safe($0.text), $0.paint) } }
        let heading = columns.map { Cell($0.title, .dim) }
        let widths = fitted(([heading] + cells), to: width - indent)
        return ([heading] + cells).map { row in
            line(row, widths: widths, width: width, indent: indent, color: color)
        }
    }

    private func line(_ row: [Cell], widths: [Int], width: Int, indent: Int, color: Bool) -> String {
        var text = String(repeating: " ", count: indent)
        for (place, cell) in row.enumerated() where widths[place] > 0 {
            let shown = TerminalText.cut(cell.text, to: widths[place])
            let gap = String(repeating: " ", count: max(0, widths[place] - TerminalText.width(shown)))
            let painted = cell.paint.apply(to: shown, color: color)
            text += columns[place].side == .right ? gap + painted : painted + gap
            if place < row.count - 1 { text += "  " }
        }
        return text.trimmingEnd()
    }

    /// Widths of the columns. When they do not fit, the widest flexible column gives way first; when none can give
    /// more, the last columns are cut.
    private func fitted(_ rows: [[Cell]], to width: Int) -> [Int] {
        var widths = columns.indices.map { place in
            rows.map { place < $0.count ? TerminalText.width($0[place].text) : 0 }.max() ?? 0
        }
        func total() -> Int { widths.reduce(0, +) + 2 * (widths.filter { $0 > 0 }.count - 1) }
        for place in columns.indices.reversed() where columns[place].isOptional && total() > width {
            widths[place] = 0
        }
        while total() > width {
            let flexible = columns.indices.filter { columns[$0].isFlexible && widths[$0] > 12 }
            if let widest = flexible.max(by: { widths[$0] < widths[$1] }) {
                widths[widest] -= 1
            } else if let last = columns.indices.last(where: { widths[$0] > 3 }) {
                widths[last] -= 1
            } else {
                break
            }
        }
        return widths
    }
}

/// How a piece of text is painted, when colour is wanted: the eight basic colours, which follow the terminal's theme.
enum Paint: String {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case good = "32"
    case bad = "31"
    case warning = "33"
    case accent = "36"

    /// The text between the codes that switch the paint on and off (ECMA-48 SGR).
    func apply(to text: String, color: Bool) -> String {
        guard color, self != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
    }
}

extension String {
    /// The text without the spaces at its end.
    func trimmingEnd() -> String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
