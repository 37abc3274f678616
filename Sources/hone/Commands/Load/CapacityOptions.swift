import ArgumentParser
import HoneLoad

/// How a capacity is searched for.
struct CapacityOptions: ParsableArguments {
    @Flag(name: .customLong("find-capacity"), help: "Raise the load until a threshold breaks, and tell where.")
    var isAsked = false

    @Option(name: .long, help: ArgumentHelp("The first level: users, or arrivals per second (10).", valueName: "level"))
    var from: Int?

    @Option(name: .long, help: ArgumentHelp("The highest level that is tried (10000).", valueName: "level"))
    var most: Int?

    @Option(name: .long, help: ArgumentHelp("How close the search comes, in per cent (5).", valueName: "number"))
    var precision: Double?

    @Option(name: .long, help: ArgumentHelp("What each measurement records (10s).", valueName: "time"))
    var levelDuration: Seconds?

    var plan: CapacityPlan {
        let seconds = levelDuration?.value ?? 10
        return CapacityPlan(
            start: first, precision: (precision ?? 5) / 100, most: highest, seconds: seconds,
            warmUp: max(0.5, seconds / 5))
    }

    private var first: Int { from ?? min(10, highest) }
    private var highest: Int { most ?? max(10_000, from ?? 0) }

    func validate() throws {
        let given = [
            ("--from", from != nil), ("--most", most != nil), ("--precision", precision != nil),
            ("--level-duration", levelDuration != nil),
        ].filter(\.1).map(\.0)
        guard isAsked || given.isEmpty else {
            throw ValidationError("\(given.joined(separator: ", ")) is of --find-capacity: add it, or leave that out.")
        }
        guard first >= 1, highest >= first else {
            throw ValidationError("--from is 1 or more, and --most no less.")
        }
        guard (levelDuration?.value ?? 10) >= 1 else { throw ValidationError("--level-duration is a second at least.") }
        guard (0.5...50).contains(precision ?? 5) else { throw ValidationError("--precision is 0.5 to 50 per cent.") }
    }
}
