import ArgumentParser
import HoneLoad

/// How a capacity is searched for.
struct CapacityOptions: ParsableArguments {
    @Flag(name: .customLong("find-capacity"), help: "Raise the load until a threshold breaks, and tell where.")
    var isAsked = false

    @Option(name: .long, help: ArgumentHelp("The first level: users, or arrivals per second.", valueName: "level"))
    var from = 10

    @Option(name: .long, help: ArgumentHelp("The highest level that is tried.", valueName: "level"))
    var most = 10_000

    @Option(name: .long, help: ArgumentHelp("How close the search comes, in per cent.", valueName: "number"))
    var precision = 5.0

    @Option(name: .long, help: ArgumentHelp("What each measurement records.", valueName: "time"))
    var levelDuration = Seconds(value: 10)

    var plan: CapacityPlan {
        CapacityPlan(
            start: from, precision: precision / 100, most: most, seconds: levelDuration.value,
            warmUp: max(0.5, levelDuration.value / 5))
    }

    func validate() throws {
        guard from >= 1, most >= from else { throw ValidationError("--from is 1 or more, and --most no less.") }
        guard levelDuration.value >= 1 else { throw ValidationError("--level-duration is a second at least.") }
        guard (0.5...50).contains(precision) else { throw ValidationError("--precision is 0.5 to 50 per cent.") }
    }
}
