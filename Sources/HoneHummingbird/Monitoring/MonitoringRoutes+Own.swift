extension MonitoringRoutes {
    /// The routes below ``root``, as `add(to:)` adds them.
    private static let templates: Set<String> = [
        "", "/health", "/metrics", "/metrics/{endpoint}", "/system", "/queries", "/findings", "/requests",
        "/requests/{id}", "/heatmap", "/prometheus", "/events", "/page-metrics.js", "/page-metrics", "/**",
    ]
    private static let rootBytes = Array(root.utf8)

    /// Whether a route is one of a monitor's, below whatever a group of routes put before it. A route of the app that only
    /// begins or ends with the same letters is not.
    static func isOwn(_ route: String) -> Bool {
        var route = route
        return route.withUTF8 { bytes in
            guard bytes.count >= rootBytes.count else { return false }
            for start in 0...bytes.count - rootBytes.count where bytes[start] == UInt8(ascii: "/") {
                let end = start + rootBytes.count
                // Hardly a route gets further than its first letter here.
                guard bytes[start + 1] == rootBytes[1], bytes[start..<end].elementsEqual(rootBytes) else { continue }
                if templates.contains(String(decoding: bytes[end...], as: UTF8.self)) { return true }
            }
            return false
        }
    }
}
