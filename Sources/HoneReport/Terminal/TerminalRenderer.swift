import HoneAgent
import HoneCore

/// Renders for a terminal: aligned tables without boxes, no line wider than asked, colour only if asked.
public struct TerminalRenderer: Sendable {
    /// How the text looks.
    public var style: Style

    /// How the text looks.
    public struct Style: Sendable, Equatable {
        /// Whether ANSI colours are used; a caller asks for them when standard output is a terminal and `NO_COLOR`
        /// (<https://no-color.org>) is not set.
        public var color: Bool
        /// Columns that a line may take; fewer than 60 are taken as 60.
        public var width: Int

        /// A style from its parts.
        public init(color: Bool = false, width: Int = 100) {
            self.color = color
            self.width = max(60, width)
        }
    }

    /// A renderer with a style.
    public init(style: Style = Style()) { self.style = style }

    // MARK: What the renderings are made of

    func heading(_ text: String) -> String { Paint.bold.apply(to: TerminalText.safe(text), color: style.color) }

    func paint(_ text: String, _ paint: Paint) -> String {
        paint.apply(to: TerminalText.safe(text), color: style.color)
    }

    /// A paragraph, wrapped, each line after `indent` spaces.
    func paragraph(_ text: String, indent: Int = 2, paint: Paint = .plain) -> [String] {
        TerminalText.wrapped(text, to: style.width - indent).map {
            String(repeating: " ", count: indent) + paint.apply(to: $0, color: style.color)
        }
    }

    /// A label and a text that is wrapped beside it.
    func labelled(_ label: String, _ text: String, indent: Int = 4, labelWidth: Int = 12) -> [String] {
        let room = style.width - indent - labelWidth
        let lines = TerminalText.wrapped(text, to: room)
        let margin = String(repeating: " ", count: indent)
        let space = String(repeating: " ", count: labelWidth)
        let name = label + String(repeating: " ", count: max(1, labelWidth - TerminalText.width(label)))
        return lines.enumerated().map { place, line in
            margin + (place == 0 ? paint(name, .dim) : space) + line
        }
    }

    func table(_ table: TextTable) -> [String] { table.lines(width: style.width, color: style.color) }

    /// Sections with an empty line between them; empty sections are left out.
    func document(_ sections: [[String]]) -> String {
        sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    /// A heading above its lines; nothing when there are none.
    func section(_ title: String, _ lines: [String]) -> [String] { lines.isEmpty ? [] : [heading(title)] + lines }

    func cut(_ line: String) -> String { TerminalText.cut(TerminalText.safe(line), to: style.width) }

    static func paint(for severity: Severity) -> Paint {
        switch severity {
        case .high: .bad
        case .medium: .warning
        case .low: .dim
        }
    }

    static func paint(for outcome: Verdict.Outcome) -> Paint {
        switch outcome {
        case .kept: .good
        case .reverted: .bad
        case .inconclusive: .warning
        case .manual: .dim
        }
    }
}
