@preconcurrency import Dispatch
import Foundation

/// Ctrl-C ends the command in good order; a second one ends it at once.
final class Interruption: Sendable {
    private let sources: [any DispatchSourceSignal]

    init(_ cancel: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
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

    /// Stops listening.
    func end() { sources.forEach { $0.cancel() } }
}
