import Testing

@testable import HoneLoad

struct ScenarioBuilderTests {
    private func scenario(withAdministrators: Bool) -> Scenario {
        Scenario(target: "http://127.0.0.1:8000", load: .users(20, ramp: 1, duration: 5), warmUp: 1) {
            Scenario.UserClass(name: "visitor", weight: 3, thinkTime: .uniform(from: 0.1, to: 1)) {
                Scenario.Task("GET", "/api/products", weight: 5)
                for cuisine in ["thai", "french"] {
                    Scenario.Task("GET", "/api/chefs?cuisine=\(cuisine)")
                }
            }
            if withAdministrators {
                Scenario.UserClass(name: "administrator", order: .sequence) {
                    Scenario.Task("GET", "/admin")
                }
            }
        }
    }

    @Test func itIsWhatTheListsSay() throws {
        let written = Scenario(
            target: "http://127.0.0.1:8000",
            classes: [
                .init(
                    name: "visitor", weight: 3,
                    tasks: [
                        .init("GET", "/api/products", weight: 5), .init("GET", "/api/chefs?cuisine=thai"),
                        .init("GET", "/api/chefs?cuisine=french"),
                    ], thinkTime: .uniform(from: 0.1, to: 1)),
                .init(name: "administrator", tasks: [.init("GET", "/admin")], order: .sequence),
            ], load: .users(20, ramp: 1, duration: 5), warmUp: 1)
        #expect(scenario(withAdministrators: true) == written)
        try scenario(withAdministrators: true).validate()
    }

    @Test func aConditionLeavesOut() throws {
        #expect(scenario(withAdministrators: false).classes.map(\.name) == ["visitor"])
        try scenario(withAdministrators: false).validate()
    }
}
