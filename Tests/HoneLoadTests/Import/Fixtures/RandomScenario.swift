import HoneCore

@testable import HoneLoad

/// Scenarios that use every word of the format, the same for the same seed.
struct RandomScenario {
    private var random: SeededGenerator
    private var names = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed, stream: 7) }

    mutating func scenario() -> Scenario {
        let data = (0..<number(0...2)).map { _ in source() }
        let classes = (0..<number(1...3)).map { index in users(index, data: data) }
        var scenario = Scenario(
            target: pick(["http://127.0.0.1:8000", "https://localhost/base", "http://[::1]:80"]), classes: classes)
        scenario.data = data
        scenario.load = load()
        scenario.warmUp = flip() ? 0 : 0.5
        scenario.timeout = pick([30, 0.25, 3_600, 12.345])
        scenario.seed = flip() ? 1 : random.next()
        scenario.acceptEncoding = pick(["gzip, br, zstd", nil, "br"])
        scenario.redirects = number(0...20)
        scenario.allowRemote = flip()
        scenario.revalidate = flip()
        scenario.transport = transport()
        let tasks = classes.flatMap(\.tasks)
        let limits: [Double] = [0.001, 150, 1_234.5, 0.1, 0.07, 99.9]
        scenario.thresholds = (0..<number(0...4)).map { _ in
            LoadThreshold(
                pick(LoadThreshold.Figure.allCases), pick(LoadThreshold.Side.allCases), pick(limits),
                scope: flip() ? nil : pick(tasks).name)
        }
        return scenario
    }

    private mutating func load() -> Scenario.Load {
        let model = pick(Scenario.Load.Model.allCases)
        let stages = (0..<number(1...3)).map { _ in
            Scenario.Load.Stage(
                model == .closed ? Double(number(1...50)) : pick([0.5, 10, 333.25]), ramp: flip() ? 0 : 1.5,
                hold: pick([10, 0.75, 60]))
        }
        return .init(model, stages: stages, mostUsers: model == .closed ? 1_000 : number(1...2_000))
    }

    private mutating func transport() -> Scenario.Transport {
        if flip() { return .init() }
        let version = pick(Scenario.Transport.Version.allCases)
        return .init(
            version: version, keepAlive: version == .http2 || flip(),
            usersPerConnection: version == .http2 ? number(1...9) : 1, unixSocket: flip() ? nil : "/run/a \"b\".sock",
            insecure: flip())
    }

    private mutating func source() -> Scenario.DataSource {
        let columns = ["email", "pass-word", "c_3"].prefix(number(1...3))
        return .init(
            name: name("data"), columns: Array(columns),
            rows: (0..<number(1...40)).map { _ in columns.map { _ in text() } }, pick: pick([.sequential, .random]))
    }

    private mutating func users(_ index: Int, data: [Scenario.DataSource]) -> Scenario.UserClass {
        let start = (0..<number(0...2)).map { _ in task(data: data, isStart: true) }
        let tasks = (0..<number(1...5)).map { _ in task(data: data, isStart: false) }
        let pauses: [Scenario.ThinkTime] = [
            .none, .constant(seconds: 0.5), .uniform(from: 0, to: 1.25), .normal(mean: 1, deviation: 0.2),
            .pacing(seconds: 2),
        ]
        return .init(
            name: index == 0 ? "users" : "class \(index): \"x\"", weight: pick([1, 2.5]), tasks: tasks,
            order: pick(Scenario.UserClass.Order.allCases), thinkTime: pick(pauses), onStart: start, headers: headers(),
            keepsCookies: flip())
    }

    private mutating func task(data: [Scenario.DataSource], isStart: Bool) -> Scenario.Task {
        let method = pick(["GET", "POST", "DELETE"])
        var paths = (0..<number(1...4)).map { "/p\($0)?q=\(number(0...99))" }
        if let source = data.first, flip() { paths.append("/{{\(source.name).\(source.columns[0])}}/{{random 1 9}}") }
        let template = flip() ? "\(method) /\(name("t"))/{id}" : flip() ? "\(method) \(paths[0])" : name("task of ")
        var task = Scenario.Task(name: template, method: method, paths: paths)
        if template.hasSuffix(paths[0]) { task.paths = [paths[0]] }
        task.headers = headers()
        task.body = flip() ? nil : text()
        task.weight = isStart ? 1 : pick([1, 3, 0.25])
        task.timeout = flip() ? nil : 2.5
        task.tags = flip() ? [] : ["read", "true", "a b"]
        task.checks = checks()
        task.saves =
            flip()
            ? []
            : [
                .init(
                    name("save"),
                    pick([.json("/a/0"), .json(""), .header("ETag"), .cookie("sid"), .regex("id=(\\d+) \"x\"")]))
            ]
        return task
    }

    private mutating func headers() -> [Scenario.Header] {
        flip() ? [] : [.init("Accept", "application/json; q=\"1\""), .init("X-Text", "a: b # c {{user}}")]
    }

    private mutating func checks() -> [Scenario.Check] {
        var checks: [Scenario.Check] = []
        if flip() { checks.append(.status(pick([[200...200], [200...299], [200...204, 404...404]]))) }
        if flip() {
            checks += [.value(.header("Content-Type"), match()), .value(.header("ETag"), match())]
        }
        if flip() { checks.append(.body(match())) }
        if flip() { checks += [.value(.json("/a b/0"), match()), .value(.json(""), match())] }
        if flip() { checks.append(.size(pick([100...100, 1...20_000, 5...Int.max]))) }
        return checks
    }

    private mutating func match() -> Scenario.Match {
        pick([.any, .equal("any"), .equal(text()), .contains(text()), .regex("^a[0-9]+\\.$"), .equal("null")])
    }

    private mutating func text() -> String {
        pick([
            "plain", "", "a, b \"c\"", "true", "12", "line\nbreak\r\n", "é😀\u{2028}\u{7F}", "- x: {y}", " space ",
            "{\"a\":[1]}", "~", "#",
        ])
    }

    private mutating func name(_ prefix: String) -> String {
        names += 1
        return "\(prefix)\(names)"
    }

    private mutating func flip() -> Bool { random.next() % 2 == 0 }
    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int(random.next(in: UInt64(range.lowerBound)...UInt64(range.upperBound)))
    }
    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...(elements.count - 1))] }
}
