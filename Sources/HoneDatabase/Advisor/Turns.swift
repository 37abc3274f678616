/// The order in which two copies of a database are measured.
package enum Turns {
    /// One of the copies.
    package enum Side: Sendable, Equatable {
        /// The one as it is so far.
        case plain
        /// The one with something new.
        case trial
    }

    /// Measures sets of values on both copies, round after round. Who goes first alternates from round to round, so
    /// that neither always finds the processor's caches as the other left them, and a machine that gets slower
    /// meanwhile does so for both.
    /// - Parameters:
    ///   - sets: how many sets of values there are. Each is measured once at least.
    ///   - rounds: how many rounds at most.
    ///   - goesOn: whether there is time for more after the first round.
    ///   - time: executes a set, counted from 0, on one copy and tells how long it took, ms.
    /// - Returns: the fastest execution of each set, averaged over the sets, ms.
    package static func fastest(
        sets: Int, rounds: Int, while goesOn: () -> Bool, _ time: (Side, Int) throws -> Double
    ) rethrows -> (plain: Double, trial: Double) {
        var fastest = Array(repeating: (plain: Double.infinity, trial: Double.infinity), count: sets)
        var round = 0
        repeat {
            let order: [Side] = round.isMultiple(of: 2) ? [.plain, .trial] : [.trial, .plain]
            for set in 0..<sets where round == 0 || goesOn() {
                for side in order {
                    let took = try time(side, set)
                    switch side {
                    case .plain: fastest[set].plain = min(fastest[set].plain, took)
                    case .trial: fastest[set].trial = min(fastest[set].trial, took)
                    }
                }
            }
            round += 1
        } while round < rounds && goesOn()
        let count = Double(max(1, sets))
        return (fastest.reduce(0) { $0 + $1.plain } / count, fastest.reduce(0) { $0 + $1.trial } / count)
    }
}
