import HoneCore
import HoneDatabase

/// How the application is started for one measurement: which patterns are switched on, and whether its SQL is traced.
public struct TargetSettings: Sendable, Equatable {
    /// Patterns switched on, in the order they were.
    public var switches: [PatternID] = []
    /// Preload the tracer.
    public var tracing = false
    /// Settings that the preloaded library makes on each SQLite connection.
    public var pragmas: [PragmaSetting] = []

    /// Settings with these patterns switched on.
    public init(switches: [PatternID] = [], tracing: Bool = false, pragmas: [PragmaSetting] = []) {
        self.switches = switches
        self.tracing = tracing
        self.pragmas = pragmas
    }

    /// The start command with the flags of the switches.
    func command(of target: Target, start: String) -> String {
        ([start] + switches.compactMap { target.switches[$0]?.flag }).joined(separator: " ")
    }

    /// The variables of the target with those of the switches.
    func environment(of target: Target, inherited: [String: String]) -> [String: String] {
        var result = target.environment
        for pattern in switches {
            guard let row = target.switches[pattern] else { continue }
            result.merge(row.environment) { $1 }
            for (name, value) in row.append {
                let before = result[name] ?? inherited[name] ?? ""
                result[name] = before.isEmpty ? value : "\(before),\(value)"
            }
        }
        return result
    }

    /// What a switch changes, in a line.
    static func describe(_ row: Target.Switch) -> String {
        let set = row.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let added = row.append.sorted { $0.key < $1.key }.map { "\($0.key)+=\($0.value)" }
        return (set + added + (row.flag.map { [$0] } ?? [])).joined(separator: " ")
    }
}
