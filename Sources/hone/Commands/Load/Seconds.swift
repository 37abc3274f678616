import ArgumentParser
import HoneCore

/// A time on the command line: `30s`, `500ms`, `2min`, or a number of seconds.
struct Seconds: ExpressibleByArgument {
    var value: Double

    init(value: Double) { self.value = value }

    init?(argument: String) {
        if let number = Double(argument), number >= 0, number.isFinite {
            value = number
        } else if let milliseconds = try? Unit.milliseconds.parse(argument) {
            value = milliseconds / 1_000
        } else {
            return nil
        }
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
