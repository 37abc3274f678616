import HoneLoad

/// Our own generator, on one event loop.
struct Hone: Generator {
    var name = "hone"
    var scenario: Scenario

    func measure() throws -> Measurement { try Child.load(scenario).1 }
}

extension Scenario {
    /// GET of one path by users who never think.
    static func plain(
        _ url: String, path: String = plainPath, users: Int = connections, seconds: Int,
        transport: Transport = Transport()
    ) -> Scenario {
        // Peers send no Accept-Encoding, or one that nginx has no use for.
        Scenario(
            target: url, tasks: [.init("GET", path)], load: .users(users, duration: Double(seconds)),
            acceptEncoding: nil, transport: transport)
    }
}

/// Kept-alive connections of every closed-model comparison.
let connections = 50
/// The size of the file they ask for: that of nginx's own welcome page.
let plainBytes = 612
/// Its path.
let plainPath = "/index.html"
/// What nginx serves for them.
let plainFiles = [plainPath: [UInt8](repeating: 0x61, count: plainBytes)]
