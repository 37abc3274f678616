extension Survey {
    /// The queries as the application's own monitor says them, or why there are none.
    func monitored(
        _ running: RunningTarget, _ usable: [Target.Endpoint]? = nil, otherwise reason: String
    ) async throws -> Gathered<QueryEvidence> {
        let monitor = MonitorReader(target: target)
        guard await monitor.queries() != nil else {
            await monitor.close()
            return .missing(reason)
        }
        var endpoints = usable ?? []
        if usable == nil {
            requester.startOver()
            endpoints = try await Preflight(target: target, requester: requester)
                .check(running, mayWrite: custody.isHeld).usable
        }
        let found = try await gathered("queries", running) {
            try await MonitorQueryProbe(requester: requester, monitor: monitor).gather(endpoints, observe: observe)
        }
        await monitor.close()
        await requester.close()
        guard found.value?.endpoints.contains(where: { $0.queries > 0 }) == true else { return .missing(reason) }
        return found
    }
}
