extension MonitoringRoutes {
    /// The routes below ``root``, as `add(to:)` adds them.
    private static let templates: Set<String> = [
        "", "/health", "/metrics", "/metrics/{endpoint}", "/system", "/queries", "/findings", "/requests",
        "/requests/{id}", "/heatmap", "/prometheus", "/events", "/page-metrics.js", "/page-metrics", "/**",
    ]
    /// The beginnings of routes that look at figures, each with what may follow.
    private static let own: [(root: [UInt8], templates: Set<String>)] = [
        (Array(root.utf8), templates), (Array(CacheRoutes.root.utf8), CacheRoutes.templates),
    ]

    /// Whether a route is one of a monitor's, or of an app's caches, below whatever a group of routes put before it. A
    /// route of the app that only begins or ends with the same letters is not.
    static func isOwn(_ route: String) -> Bool {
        var route = route
        return route.withUTF8 { bytes in
            guard bytes.count >= 2 else { return false }
            for start in 0...bytes.count - 2 where bytes[start] == UInt8(ascii: "/") {
                // Hardly a route gets further than its first letter here.
                guard bytes[start + 1] == UInt8(ascii: "a") else { continue }
                for (root, templates) in own where bytes.count - start >= root.count {
                    let end = start + root.count
                    guard bytes[start..<end].elementsEqual(root) else { continue }
                    if templates.contains(String(decoding: bytes[end...], as: UTF8.self)) { return true }
                }
            }
            return false
        }
    }
}
