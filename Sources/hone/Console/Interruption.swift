@preconcurrency import Dispatch
import Foundation

/// Ctrl-C ends the command in good order; a second one ends it at once.
final class Interruption: Sendable {
    private let sources: [any DispatchSourceSignal]

    init(_ cancel: @escaping @Sendable () -> Void) {
        // SIGHUP comes when the terminal is closed; under nohup it is ignored, and stays so.
        let signals = [SIGINT, SIGTERM] + (Interruption.isIgnored(SIGHUP) ? [] : [SIGHUP])
        sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // What needs no terminal comes first: writing to one that takes no text may wait for ever.
                signal(number, SIG_DFL)
                cancel()
                Console.endProgress()
                Console.error("Stopping in good order. Press Ctrl-C again to stop at once.")
            }
            source.resume()
            return source
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        let before = signal(number, SIG_IGN)
        signal(number, before)
        return unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Stops listening.
    func end() { sources.forEach { $0.cancel() } }
}
