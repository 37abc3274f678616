extension PerformanceMonitor {
    /// Times a stretch of the code of the request that runs, so that its waterfall shows it; outside of a request it
    /// only runs the body.
    ///
    ///     let page = try await monitor.section("render") { try await render(rows) }
    /// - Returns: What the body returns.
    public func section<T>(
        _ name: String, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
    ) async rethrows -> T {
        guard let trace = RequestTrace.current else { return try await body() }
        return try await trace.section(name, isolation: isolation, body)
    }

    /// The same for a stretch that does not wait.
    /// - Returns: What the body returns.
    public func section<T>(_ name: String, _ body: () throws -> T) rethrows -> T {
        guard let trace = RequestTrace.current else { return try body() }
        return try trace.section(name, body)
    }
}
