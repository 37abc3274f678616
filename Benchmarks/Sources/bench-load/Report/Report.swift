import Foundation

/// A figure and what it is to reach.
struct Figure: Codable, Sendable {
    /// What it is.
    var what: String
    var value: Double
    /// The unit, such as `×`, `ms` or `KiB`.
    var unit: String
    /// At most this is asked for; nil when the figure is there to be read.
    var bar: Double?
    /// At most this is hoped for.
    var goal: Double?

    init(_ what: String, _ value: Double, _ unit: String, bar: Double? = nil, goal: Double? = nil) {
        self.what = what
        self.value = value
        self.unit = unit
        self.bar = bar
        self.goal = goal
    }

    var verdict: String {
        guard let bar else { return "" }
        if let goal, value <= goal { return "goal reached" }
        return value <= bar ? "bar reached" : "MISSED"
    }
}

/// What a section came to.
struct SectionReport: Codable, Sendable {
    var figures: [Figure]
    /// The single runs, where generators were compared.
    var series: [Series] = []
    /// What each tool would have reported, in `truth`.
    var told: [Told] = []
}

/// What the whole benchmark came to.
struct Report: Codable, Sendable {
    var date = ISO8601DateFormatter().string(from: Date())
    var processors = ProcessInfo.processInfo.activeProcessorCount
    var system = ProcessInfo.processInfo.operatingSystemVersionString
    var rounds: Int
    var seconds: Int
    var sections: [String: SectionReport] = [:]
    /// Sections that could not be measured, and why.
    var notMeasured: [String: String] = [:]

    init(_ options: Options) {
        rounds = options.rounds
        seconds = options.seconds
    }

    func write(to file: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(fileURLWithPath: file))
    }
}
