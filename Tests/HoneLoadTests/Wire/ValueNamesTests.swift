import Testing

@testable import HoneLoad

/// Braces that mean nothing are refused before any traffic, with a word of what would have been right.
struct ValueNamesTests {
    /// Two classes: one saves `token` at its start and `id` in a task, the other nothing.
    private static var scenario: Scenario {
        var scenario = Scenario(
            target: "http://127.0.0.1",
            classes: [
                .init(
                    name: "buyers",
                    tasks: [
                        .init("GET", "/items", saves: [.init("id", .json("/0/id"))]), .init("GET", "/items/{{id}}"),
                    ], onStart: [.init("POST", "/login", saves: [.init("token", .json("/token"))])]),
                .init(name: "guests", tasks: [.init("GET", "/")]),
            ], load: .users(4, duration: 10))
        scenario.data = [
            .init(
                name: "accounts", columns: ["email", "password"], rows: [["a@x", "1"], ["b@x", "2"], ["c@x", "3"]])
        ]
        return scenario
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var field: String
        var remedy: String
        var change: @Sendable (inout Scenario) -> Void
        var testDescription: String { "\(field): \(remedy)" }

        init(_ field: String, _ remedy: String, _ change: @escaping @Sendable (inout Scenario) -> Void) {
            (self.field, self.remedy, self.change) = (field, remedy, change)
        }
    }

    private static let guest = "classes[1].tasks[0]"

    static let wrong: [Wrong] = [
        Wrong("\(guest).path", "known values: {{sequence}}, {{user}}") { $0.classes[1].tasks[0].paths = ["/{{tokn}}"] },
        Wrong("\(guest).path", "{{accounts.email}}") { $0.classes[1].tasks[0].paths = ["/{{people.email}}"] },
        Wrong("\(guest).path", "it has email, password") { $0.classes[1].tasks[0].paths = ["/{{accounts.mail}}"] },
        Wrong("\(guest).path", "nothing gives this value") { $0.classes[1].tasks[0].paths = ["/{{accounts}}"] },
        Wrong("\(guest).path", "nothing gives this value") { $0.classes[1].tasks[0].paths = ["/{{}}"] },
        Wrong("\(guest).path", "nothing gives this value") { $0.classes[1].tasks[0].paths = ["/{{user 1}}"] },
        Wrong("\(guest).path", "{{ without }}") { $0.classes[1].tasks[0].paths = ["/{{user"] },
        Wrong("\(guest).path", "{{random LOW HIGH}}") { $0.classes[1].tasks[0].paths = ["/{{random 1}}"] },
        Wrong("\(guest).path", "{{random LOW HIGH}}") { $0.classes[1].tasks[0].paths = ["/{{random -1 5}}"] },
        // Saved by the other class.
        Wrong("\(guest).path", "nothing that this class does") { $0.classes[1].tasks[0].paths = ["/{{id}}"] },
        Wrong("\(guest).path", "nothing that this class does") { $0.classes[1].headers = [.init("X", "{{token}}")] },
        Wrong("\(guest).path", "nothing that this class does") { $0.classes[1].tasks[0].body = "{{id}}" },
        // Saved after it is needed.
        Wrong("classes[0].onStart[0].path", "nothing that this class does") {
            $0.classes[0].onStart[0].paths = ["/{{id}}"]
        },
        Wrong("classes[0].onStart[0].path", "nothing that this class does") {
            $0.classes[0].onStart[0].headers = [.init("A", "{{token}}")]
        },
        Wrong("data[0]", "3 rows for 4 users") { $0.data[0].pick = .unique },
        Wrong("data[0]", "3 rows for 1000 users") { scenario in
            scenario.data[0].pick = .unique
            scenario.load = .rate(1, duration: 10)
        },
        Wrong("data[0]", "has no rows") { $0.data[0].rows = [] },
        Wrong("data[0]", "1 values for 2 columns") { $0.data[0].rows[1] = ["x"] },
        Wrong("data[0]", "two columns") { $0.data[0].columns = ["email", "email"] },
        Wrong("data[0]", "not one of the built-in ones") { $0.data[0].name = "sequence" },
        Wrong("data[0]", "letters, digits") { $0.data[0].name = "a b" },
        Wrong("data[1]", "two data sources") { $0.data.append($0.data[0]) },
        Wrong("classes[0].tasks[0].saves[0]", "or that of data") { $0.classes[0].tasks[0].saves[0].name = "accounts" },
        Wrong("classes[0].tasks[0].saves[0]", "letters, digits") { $0.classes[0].tasks[0].saves[0].name = "" },
        Wrong("classes[0].tasks[0].saves[0]", "built-in") { $0.classes[0].tasks[0].saves[0].name = "user" },
    ]

    @Test(arguments: wrong)
    func whatMeansNothingIsRefused(_ wrong: Wrong) {
        var scenario = Self.scenario
        wrong.change(&scenario)
        let error = #expect(throws: ScenarioError.self) { try scenario.validate() }
        #expect(error?.field == wrong.field)
        #expect(error?.remedy.contains(wrong.remedy) == true, "\(error?.remedy ?? "")")
    }

    @Test func whatMeansSomethingIsTaken() throws {
        var scenario = Self.scenario
        try scenario.validate()
        scenario.classes[0].tasks[1].paths = ["/{{id}}/{{ accounts.email }}/{{user}}?{{sequence}}&{{random 1 1}}"]
        scenario.classes[0].headers = [.init("Authorization", "Basic {{basic accounts.email token}}")]
        try scenario.validate()
        scenario.classes[0].tasks[1].paths = ["{{id}}"]
        scenario.load = .users(3, duration: 1)
        scenario.data[0].pick = .unique
        try scenario.validate()
    }

    /// A header of the class whose value comes from the start is left out until it is known.
    @Test func classHeadersWaitForTheirValues() throws {
        var scenario = Self.scenario
        scenario.classes[0].headers = [.init("Authorization", "Bearer {{token}}"), .init("X-Kind", "buyer")]
        scenario.classes[0].onStart.append(.init("GET", "/me"))
        scenario.classes[0].tasks[0].headers = [.init("AUTHORIZATION", "none")]
        let plan = try RequestPlan(scenario)
        let names = plan.tasks.map { $0.variants[0].headers.map(\.name) }
        #expect(names[0] == ["Host", "X-Kind", "User-Agent", "Accept-Encoding"])
        #expect(names[1] == ["Host", "Authorization", "X-Kind", "User-Agent", "Accept-Encoding"])
        #expect(names[2] == ["Host", "AUTHORIZATION", "X-Kind", "User-Agent", "Accept-Encoding"])
        #expect(names[4] == ["Host", "User-Agent", "Accept-Encoding"])
    }
}
