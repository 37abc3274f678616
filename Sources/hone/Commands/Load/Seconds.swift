import ArgumentParser
import HoneCore

/// A time on the command line, as scenarios write it (`30s`, `500ms`, `2min`, `1h`), or a number of seconds.
struct Seconds: ExpressibleByArgument {
    var value: Double

    init(value: Double) { self.value = value }

    init?(argument: String) {
        guard let quantity = Quantity(argument),
            let seconds = quantity.unit.isEmpty ? quantity.value() : quantity.seconds
        else { return nil }
        value = seconds
    }
}

/// Two times: `100ms-1s`; one time stands for both.
struct SecondsRange: ExpressibleByArgument {
    var low: Double
    var high: Double

    init?(argument: String) {
        let ends = argument.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            .map { Seconds(argument: String($0)) }
        guard let first = ends.first, let low = first?.value, let last = ends.last, let high = last?.value, low <= high
        else { return nil }
        self.low = low
        self.high = high
    }
}
