/// What a task's answer must be and what is kept of it, ready to be looked at without allocation where nothing is.
struct Expectation: Sendable {
    struct PlannedSave: Sendable {
        let slot: Int
        let place: PlannedPlace
    }

    enum PlannedPlace: Sendable {
        case json(JSONPointer)
        case header([UInt8])
        case cookie([UInt8])
        /// An index into the plan's regular expressions.
        case regex(Int)
    }

    enum PlannedMatch: Sendable {
        case any
        case equal([UInt8])
        case contains([UInt8])
        case regex(Int)
    }

    enum PlannedCheck: Sendable {
        case status([ClosedRange<Int>])
        case value(PlannedPlace, PlannedMatch)
        case body(PlannedMatch)
        case size(ClosedRange<Int>)
    }

    let checks: [PlannedCheck]
    let saves: [PlannedSave]
    /// The names that results count the checks under.
    let names: [String]
    /// What the sink has to keep for them.
    let interest: LoadSink.Interest
    /// Whether a status of 400 and more is a failure: unless a check of the status says otherwise.
    let failsOnStatus: Bool
    /// Nothing to look at but the status.
    var isTrivial: Bool { checks.isEmpty && saves.isEmpty }

    /// - Parameter patterns: collects the regular expressions; they are compiled once by each loop.
    init(_ task: Scenario.Task, field: String, names: ValueNames, patterns: inout [String]) throws(ScenarioError) {
        var interest: LoadSink.Interest = []
        var checks: [PlannedCheck] = []
        for (index, check) in task.checks.enumerated() {
            let field = "\(field).checks[\(index)]"
            switch check {
            case .status(let ranges):
                guard !ranges.isEmpty,
                    ranges.allSatisfy({ $0.clamped(to: Scenario.Check.statuses) == $0 })
                else {
                    let known = Scenario.Check.statuses
                    throw ScenarioError(
                        field: field, found: "\(check)",
                        remedy: "needs statuses from \(known.lowerBound) to \(known.upperBound)")
                }
                checks.append(.status(ranges))
            case .value(let place, let match):
                checks.append(
                    .value(
                        try Self.plan(place, field: field, &interest, &patterns),
                        try Self.plan(match, field: field, &patterns)))
            case .body(let match):
                interest.insert(.body)
                checks.append(.body(try Self.plan(match, field: field, &patterns)))
            case .size(let range):
                guard range.lowerBound >= 0 else {
                    throw ScenarioError(field: field, found: "\(check)", remedy: "a size is 0 bytes or more")
                }
                checks.append(.size(range))
            }
        }
        var saves: [PlannedSave] = []
        for (index, save) in task.saves.enumerated() {
            guard let slot = names.slots[save.name] else { continue }
            let place = try Self.plan(save.place, field: "\(field).saves[\(index)]", &interest, &patterns)
            saves.append(PlannedSave(slot: slot, place: place))
        }
        self.checks = checks
        self.saves = saves
        self.names = task.checks.map(\.description)
        self.interest = interest
        failsOnStatus = !task.checks.contains { if case .status = $0 { true } else { false } }
    }

    private static func plan(
        _ place: Scenario.Place, field: String, _ interest: inout LoadSink.Interest, _ patterns: inout [String]
    ) throws(ScenarioError) -> PlannedPlace {
        switch place {
        case .json(let text):
            guard let pointer = JSONPointer(text) else {
                throw ScenarioError(field: field, found: text, remedy: "a JSON Pointer starts with /, such as /token")
            }
            interest.insert(.body)
            return .json(pointer)
        case .header(let name):
            interest.insert(.fields)
            return .header(Array(name.lowercased().utf8))
        case .cookie(let name):
            interest.insert(.cookies)
            return .cookie(Array(name.utf8))
        case .regex(let pattern):
            interest.insert(.body)
            return .regex(try add(pattern, field: field, &patterns))
        }
    }

    private static func plan(
        _ match: Scenario.Match, field: String, _ patterns: inout [String]
    ) throws(ScenarioError) -> PlannedMatch {
        switch match {
        case .any: .any
        case .equal(let text): .equal(Array(text.utf8))
        case .contains(let text): .contains(Array(text.utf8))
        case .regex(let pattern): .regex(try add(pattern, field: field, &patterns))
        }
    }

    private static func add(
        _ pattern: String, field: String, _ patterns: inout [String]
    ) throws(ScenarioError) -> Int {
        do {
            _ = try Regex(pattern)
        } catch {
            throw ScenarioError(field: field, found: pattern, remedy: "is not a regular expression: \(error)")
        }
        if let index = patterns.firstIndex(of: pattern) { return index }
        patterns.append(pattern)
        return patterns.count - 1
    }
}
