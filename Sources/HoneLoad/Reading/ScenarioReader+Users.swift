import Foundation
import HoneCore
import HoneYAML

extension ScenarioReader {
    /// A class of users, from its own section or from the top of the file.
    mutating func readClass(
        _ section: YAMLSection, index: Int, name: String?, weight: Double?
    ) throws(FileError) -> Scenario.UserClass {
        let field = "classes[\(index)]"
        places.note(field, section)
        for (key, part) in [("weight", "weight"), ("tasks", "tasks"), ("on_start", "onStart"), ("name", "name")] {
            if let value = section.value(key) { places.note("\(field).\(part)", value) }
        }
        var users = Scenario.UserClass(tasks: [])
        if let name { users.name = name }
        if let weight { users.weight = weight }
        if let value = section.value("order") { users.order = try choice(value) }
        if let value = section.value("think_time") {
            places.note("\(field).thinkTime", value)
            users.thinkTime = try thinkTime(value)
        }
        if let value = try section.boolean("cookies") { users.keepsCookies = value }
        users.headers = try readHeaders(section, field: "\(field).headers")
        if let header = try readCredentials(section, field: "\(field).headers[\(users.headers.count)]") {
            if let written = users.headers.first(where: { $0.name.lowercased() == "authorization" }) {
                throw section.invalid(
                    "headers", "'\(written.name)' is there twice: here and as the credentials.",
                    remedy: "Keep one of them.")
            }
            users.headers.append(header)
        }
        for (number, value) in try section.values("on_start").enumerated() {
            users.onStart.append(try readTask(value, field: "\(field).onStart[\(number)]", isStart: true).task)
        }
        var requests: [String: (request: String, line: Int)] = [:]
        for (number, value) in try section.values("tasks").enumerated() {
            let (task, request) = try readTask(value, field: "\(field).tasks[\(number)]", isStart: false)
            if let other = requests[task.name], other.request != request {
                throw value.invalid(
                    "the task at line \(other.line) is called '\(task.name)' too, but requests '\(other.request)'.",
                    remedy: "Give each a name of its own, or statistics would mix the two.")
            }
            requests[task.name] = (request, value.line)
            users.tasks.append(task)
        }
        return users
    }

    /// Headers, in the file's order.
    mutating func readHeaders(_ section: YAMLSection, field: String) throws(FileError) -> [Scenario.Header] {
        guard let headers = section.value("headers") else { return [] }
        places.note(field, headers)
        var result: [Scenario.Header] = []
        for (name, value) in try headers.section().entries() {
            places.note("\(field)[\(result.count)]", value)
            result.append(.init(name, try value.text()))
        }
        return result
    }

    /// The Authorization header that `basic` and `bearer` stand for.
    private mutating func readCredentials(_ section: YAMLSection, field: String) throws(FileError) -> Scenario.Header? {
        if let value = section.value("bearer") {
            guard section.value("basic") == nil else {
                throw value.invalid("'basic' and 'bearer' exclude each other.", remedy: "Keep one of them.")
            }
            places.note(field, value)
            return .init("Authorization", "Bearer \(try value.text())")
        }
        guard let value = section.value("basic") else { return nil }
        places.note(field, value)
        let basic = try value.section()
        try allow(["user", "password"], in: basic)
        let user = try basic.required("user")
        let password = try basic.required("password")
        switch (reference(user), reference(password)) {
        case (let user?, let password?): return .init("Authorization", "Basic {{basic \(user) \(password)}}")
        case (nil, nil) where !user.contains("{{") && !password.contains("{{"):
            guard !user.contains(":") else {
                throw basic.invalid(
                    "user", "a user's name with a colon cannot be sent (RFC 7617).", remedy: "Take another user.")
            }
            return .init("Authorization", "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())")
        default:
            throw value.invalid(
                "both must be written out, or both be a single value in double braces.",
                remedy: "Write for example { user: \"{{accounts.email}}\", password: \"{{accounts.password}}\" }.")
        }
    }

    /// The name in a text that is nothing but `{{name}}`.
    private func reference(_ text: String) -> String? {
        guard text.hasPrefix("{{"), text.hasSuffix("}}"), text.count > 4 else { return nil }
        let name = text.dropFirst(2).dropLast(2)
        return name.contains { $0 == "{" || $0 == "}" || $0.isWhitespace } ? nil : String(name)
    }

    /// `500ms`, `100ms-1s`, `{ normal: 1s, deviation: 200ms }` or `{ pacing: 2s }`.
    private func thinkTime(_ value: YAMLValue) throws(FileError) -> Scenario.ThinkTime {
        if case .section(let section) = value.kind {
            try allow(["normal", "deviation", "pacing"], in: section)
            switch (section.value("normal"), section.value("deviation"), section.value("pacing")) {
            case (let normal?, let deviation?, nil):
                return .normal(
                    mean: try seconds(normal, text: try normal.text()),
                    deviation: try seconds(deviation, text: try deviation.text()))
            case (nil, nil, let pacing?):
                let time = try seconds(pacing, text: try pacing.text())
                guard time > 0 else {
                    throw pacing.invalid(
                        "starts 0s apart are no pace.", remedy: "Write more than 0s, or leave 'think_time' out.")
                }
                return .pacing(seconds: time)
            default:
                throw value.invalid(
                    "this says no think time.",
                    remedy: "Write { normal: 1s, deviation: 200ms } or { pacing: 2s }.")
            }
        }
        let text = try value.text("a time such as 500ms or 100ms-1s")
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, let low = ends.first, let high = ends.last, !low.trimmed.isEmpty else {
            let time = try seconds(value, text: text)
            return time == 0 ? .none : .constant(seconds: time)
        }
        let range = (from: try seconds(value, text: low), to: try seconds(value, text: high))
        guard range.from <= range.to else {
            throw value.invalid("'\(text)' ends before it begins.", remedy: "Write the shorter time first: 100ms-1s.")
        }
        return .uniform(from: range.from, to: range.to)
    }
}
