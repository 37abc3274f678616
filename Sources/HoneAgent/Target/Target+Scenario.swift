import HoneLoad

extension Target {
    /// What the target's users do, as the load generator understands it.
    /// - Parameters:
    ///   - endpoints: which of the endpoints; those without weight are left out.
    ///   - users: how many at once; they start within the warm-up.
    ///   - seconds: recorded time.
    ///   - warmUp: seconds before it.
    ///   - behavesAsBrowser: keep answers as a browser's cache does.
    func scenario(
        _ endpoints: [Endpoint], users: Int, seconds: Double, warmUp: Double, seed: UInt64,
        behavesAsBrowser: Bool = false
    ) -> Scenario {
        let think = load.thinkTime
        var visitor = Scenario.UserClass(
            tasks: endpoints.filter { $0.weight > 0 }.map { endpoint in
                .init(
                    name: endpoint.name, method: endpoint.method, paths: endpoint.paths,
                    headers: endpoint.body.map { [Self.contentType(of: $0)] } ?? [], body: endpoint.body,
                    weight: endpoint.weight)
            },
            thinkTime: think.upperBound <= 0
                ? .none : .uniform(from: think.lowerBound / 1_000, to: think.upperBound / 1_000))
        if let login {
            // The token must not arrive compressed only to be looked at once.
            var request = Scenario.Task(
                "POST", login.path, headers: [Self.contentType(of: login.body), .init("Accept-Encoding", "identity")],
                body: login.body)
            switch login.credential {
            case .token(let pointer):
                request.saves = [.init("token", .json(pointer))]
                visitor.headers = [.init("Authorization", "Bearer {{token}}")]
            case .cookie(let name):
                request.checks = [.status([200...399]), .value(.cookie(name), .any)]
                visitor.keepsCookies = true
            }
            visitor.onStart = [request]
        }
        return Scenario(
            target: url, classes: [visitor], load: .users(users, ramp: warmUp, duration: seconds), warmUp: warmUp,
            timeout: load.timeout, seed: seed, transport: .init(insecure: insecureTLS), allowRemote: allowRemote,
            revalidate: behavesAsBrowser)
    }

    /// JSON when it looks like it, otherwise a form.
    static func contentType(of body: String) -> Scenario.Header {
        let isJSON = body.drop { $0.isWhitespace }.first.map { $0 == "{" || $0 == "[" } ?? false
        return .init("Content-Type", isJSON ? "application/json" : "application/x-www-form-urlencoded")
    }
}

extension Target {
    /// The reading part of what users do: nothing that would leave a trace in the application.
    public func readingScenario(users: Int, seconds: Double, seed: UInt64) -> Scenario {
        scenario(endpoints.filter(\.isSafe), users: users, seconds: seconds, warmUp: 0, seed: seed)
    }
}
