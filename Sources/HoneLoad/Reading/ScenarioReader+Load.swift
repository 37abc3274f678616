import HoneCore
import HoneYAML

extension ScenarioReader {
    /// How much load, and the seconds of it that are not recorded.
    mutating func readLoad(_ section: YAMLSection) throws(FileError) -> (load: Scenario.Load, warmUp: Double) {
        try allow(
            ["users", "rate", "ramp", "duration", "warm_up", "stages", "max_users", "arrivals"], in: section)
        places.note("load", section)
        var load = Scenario.Load(.closed, stages: [])
        if let value = section.value("stages") {
            for key in ["users", "rate", "ramp", "duration"] where section.value(key) != nil {
                throw section.invalid(
                    key, "it stands beside 'stages', which say it themselves.",
                    remedy: "Leave it out, or leave out the stages.")
            }
            places.note("load.stages", value)
            try readStages(value, into: &load)
        } else {
            places.note("load.stages[0]", section)
            try readStage(section, holdKey: "duration", field: "load.stages[0]", into: &load)
        }
        try readArrivals(section, into: &load)
        let end = load.duration
        guard end > 0, load.peak > 0 else {
            throw section.invalid(
                section.value("stages") == nil ? "duration" : "stages",
                end > 0 ? "there is never any load." : "the load lasts no time.",
                remedy: "Write for example { users: 10, duration: 30s }.")
        }
        var warmUp = 0.0
        if let value = section.value("warm_up") {
            warmUp = try seconds(value, "warmUp")
            guard warmUp < end else {
                throw value.invalid(
                    "the load lasts \(end)s, so that nothing would be recorded.",
                    remedy: "Warm-up is the beginning of the load: write less than \(end)s.")
            }
        }
        return (load, warmUp)
    }

    private mutating func readStages(_ value: YAMLValue, into load: inout Scenario.Load) throws(FileError) {
        let values = try value.list("a list of stages")
        guard !values.isEmpty else {
            throw value.invalid("there is no stage.", remedy: "Write for example - { users: 10, hold: 30s }.")
        }
        for (index, value) in values.enumerated() {
            let stage = try value.section()
            try allow(["users", "rate", "ramp", "hold"], in: stage)
            guard stage.value("users") != nil || stage.value("rate") != nil else { throw stage.missing("users") }
            let field = "load.stages[\(index)]"
            places.note(field, value)
            try readStage(stage, holdKey: "hold", field: field, into: &load)
            guard let last = load.stages.last, last.ramp > 0 || last.hold > 0 else {
                throw value.invalid(
                    "the stage lasts no time.", remedy: "Give it a 'hold' above 0s, a 'ramp', or both.")
            }
        }
    }

    /// Reads one step, and what its level counts.
    private mutating func readStage(
        _ section: YAMLSection, holdKey: String, field: String, into load: inout Scenario.Load
    ) throws(FileError) {
        let users = section.value("users")
        let rate = section.value("rate")
        let isWhole = holdKey == "duration"
        if users != nil, let rate {
            throw rate.invalid(
                "'users' and 'rate' exclude each other.",
                remedy: "Keep 'users' for users who wait for their answers, or 'rate' for arrivals that do not wait.")
        }
        let model: Scenario.Load.Model = rate == nil ? .closed : .open
        guard load.stages.isEmpty || load.model == model else {
            throw section.invalid(
                rate == nil ? "users" : "rate", "other stages have a '\(rate == nil ? "rate" : "users")'.",
                remedy: "Write all stages in users, or all in arrivals per second.")
        }
        load.model = model
        var level = 10.0
        if let users {
            places.note("\(field).level", users)
            let most = Scenario.Load.highestUsers
            level = Double(
                try users.integer(in: (isWhole ? 1 : 0)...most, "a whole number from \(isWhole ? 1 : 0) to \(most)"))
        } else if let rate {
            places.note("\(field).level", rate)
            level = try perSecond(rate, "a rate such as 1000/s")
            guard level > 0 || !isWhole else {
                throw rate.invalid("nothing would arrive.", remedy: "Write a rate above 0, such as 100/s.")
            }
        }
        var hold = isWhole ? Scenario.Load.defaultHold : 0
        if let value = section.value(holdKey) {
            hold = try seconds(value, "\(field).hold")
            guard hold > 0 || !isWhole else {
                throw value.invalid("the load lasts no time.", remedy: "Write more than 0s, such as 30s.")
            }
        }
        let ramp = try readRamp(section, field: field, from: load.stages.last?.level ?? 0, to: level)
        load.stages.append(.init(level, ramp: ramp, hold: hold))
    }

    /// Seconds of a ramp, which may be written as a time or as a speed.
    private mutating func readRamp(
        _ section: YAMLSection, field: String, from: Double, to: Double
    ) throws(FileError) -> Double {
        guard let value = section.value("ramp") else { return 0 }
        places.note("\(field).ramp", value)
        let text = try value.text("a time such as 10s, or a speed such as 50/s")
        guard let quantity = Quantity(text), quantity.unit.hasPrefix("/") else {
            return try seconds(value, text: text)
        }
        let speed = try perSecond(value, "a speed such as 50/s")
        guard speed > 0 else {
            throw value.invalid(
                "with a speed of 0 the level is never reached.", remedy: "Write a speed above 0, such as 50/s.")
        }
        return abs(to - from) / speed
    }

    private mutating func readArrivals(_ section: YAMLSection, into load: inout Scenario.Load) throws(FileError) {
        for key in ["max_users", "arrivals"] where section.value(key) != nil && !load.isOpen {
            throw section.invalid(
                key, "it belongs to a 'rate', and the load is given in users.",
                remedy: "Leave it out, or write a rate such as 100/s.")
        }
        if let value = section.value("max_users") {
            places.note("load.mostUsers", value)
            let most = Scenario.Load.highestUsers
            load.mostUsers = try value.integer(in: 1...most, "a whole number from 1 to \(most)")
        }
        if let value = section.value("arrivals") {
            let arrivals: Arrivals = try choice(value)
            load.model = arrivals == .poisson ? .poisson : .open
        }
    }

    private func perSecond(_ value: YAMLValue, _ expected: String) throws(FileError) -> Double {
        let text = try value.text(expected)
        guard let quantity = Quantity(text) else {
            throw value.invalid("'\(text)' is no number of 0 or more.", remedy: "Write \(expected).")
        }
        guard let rate = quantity.perSecond else {
            throw value.invalid(
                quantity.unit.isEmpty ? "'\(text)' has no unit." : "'\(quantity.unit)' is no unit of it.",
                remedy: "Write /s or /min behind the number: \(text.trimmed.prefix { $0.isNumber })/s.")
        }
        return rate
    }

    /// How the arrivals of an open model are spaced.
    private enum Arrivals: String, CaseIterable {
        case even, poisson
    }
}

extension Scenario.Load {
    /// Seconds of load when a file says nothing else, as those of `Scenario`.
    fileprivate static let defaultHold = 10.0
}
