import Foundation
import Synchronization

/// A figure and what it is to reach.
struct Figure: Codable, Sendable {
    /// What is asked for: at least a value, or at most.
    enum Bar: Codable, Sendable {
        case least(Double)
        case most(Double)
        case none

        func isReached(by value: Double) -> Bool {
            switch self {
            case .least(let bar): value >= bar
            case .most(let bar): value <= bar
            case .none: true
            }
        }

        var words: String {
            switch self {
            case .least(let bar): "≥ \(bar.formatted())"
            case .most(let bar): "≤ \(bar.formatted())"
            case .none: ""
            }
        }
    }

    var section: String
    var what: String
    var value: Double
    var unit: String
    var bar = Bar.none
    var goal = Bar.none
    /// What the peer came to, in words.
    var peer = ""

    var verdict: String {
        if case .none = bar { return "" }
        guard bar.isReached(by: value) else { return "MISSED" }
        if case .none = goal { return "bar reached" }
        return goal.isReached(by: value) ? "goal reached" : "bar reached"
    }
}

/// What all sections came to.
final class Results: Sendable {
    static let shared = Results()
    private let figures = Mutex<[Figure]>([])
    private let file = Mutex<String?>(nil)

    func add(_ figure: Figure) {
        print("  \(Self.line(figure))")
        figures.withLock { $0.append(figure) }
    }

    /// Has JSON written to a file.
    func write(to path: String?) { file.withLock { $0 = path ?? $0 } }

    private static func line(_ figure: Figure) -> String {
        let bars = [figure.bar.words, figure.goal.words].filter { !$0.isEmpty }.joined(separator: ", goal ")
        let value = figure.value.formatted(.number.precision(.significantDigits(1...4)))
        return "\(figure.what): \(value) \(figure.unit)" + (figure.peer.isEmpty ? "" : "; \(figure.peer)")
            + (bars.isEmpty ? "" : " (bar \(bars)): \(figure.verdict)")
    }

    /// A table, then JSON.
    func printAll() {
        let all = figures.withLock { $0 }
        guard !all.isEmpty else { return }
        print("\nAll figures")
        for figure in all { print("  \(figure.section)  \(Self.line(figure))") }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(all) else { return }
        if let path = file.withLock({ $0 }) {
            guard FileManager.default.createFile(atPath: path, contents: json) else {
                return print("\(path) cannot be written")
            }
        } else {
            print(String(decoding: json, as: UTF8.self))
        }
    }
}
