import Dispatch
import HoneLoad
import HoneReport
import Synchronization

/// Shows a run while it goes on: a screen that is redrawn where somebody watches standard error, a line every few
/// seconds where nobody does.
final class LiveConsole: Sendable {
    /// Seconds from one plain line to the next.
    private static let lineInterval = 5.0

    private struct State {
        var screen: LiveScreen
        var isDrawing = false
        var lastLine = -LiveConsole.lineInterval
    }

    private enum Output { case closed, open, ended }

    private let state: Mutex<State>
    private let output = Mutex(Output.closed)
    /// Writing may wait for the terminal, which the driver's threads must not.
    private let queue = DispatchQueue(label: "hone.live")
    private let isScreen: Bool

    /// A console for a run of `scenario`; nothing is written before the first interval.
    init(scenario: Scenario, isScreen: Bool = Terminal.error.isScreen) {
        state = Mutex(State(screen: LiveScreen(scenario: scenario)))
        self.isScreen = isScreen
        Console.live.withLock { $0 = self }
    }

    /// Shows an interval. Returns at once: while the terminal takes no text, intervals add up and one frame waits.
    func show(_ progress: HoneLoad.Progress) {
        let isDue = state.withLock { state in
            state.screen.add(progress)
            if !isScreen {
                guard progress.elapsed - state.lastLine >= Self.lineInterval - 0.5 else { return false }
                state.lastLine = progress.elapsed
            }
            defer { state.isDrawing = true }
            return !state.isDrawing
        }
        if isDue { queue.async { self.draw() } }
    }

    private func draw() {
        let screen = state.withLock { state in
            state.isDrawing = false
            return state.screen
        }
        output.withLock { output in
            guard output != .ended else { return }
            guard isScreen else { return Console.error(screen.line) }
            if output == .closed { Console.write(TerminalFrame.open) }
            output = .open
            Console.write(TerminalFrame.draw(screen.text(Console.screenStyle)))
        }
    }

    /// Takes the screen away and gives the cursor back; nothing is shown any more. May be called twice.
    func end() {
        output.withLock { output in
            if output == .open { Console.write(TerminalFrame.close) }
            output = .ended
        }
    }
}
