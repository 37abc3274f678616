import HoneDatabase
import HonePostgres

/// The same evidence where the database is PostgreSQL.
extension Survey {
    /// The application's queries, from the server's statistics; it needs no tracer, nor to be started by Hone.
    func counted(
        _ settings: TargetSettings, _ address: PostgresAddress, _ evidence: inout Evidence
    ) async throws -> Workload? {
        var workload: Workload?
        evidence.queries = try await process.withRunning(settings) { running in
            requester.startOver()
            let usable = try await Preflight(target: target, requester: requester)
                .check(running, mayWrite: custody.isHeld).usable
            let found = try await gathered("queries", running) {
                try await PostgresProbe(requester: requester, address: address).gather(usable, observe: observe)
            }
            await requester.close()
            workload = found.value?.workload
            return found.map(\.evidence)
        }
        return workload
    }

    /// Indices that help, measured on copies that the server makes; the application is stopped by now if Hone started
    /// it, and else PostgreSQL refuses the copy and says who is connected.
    func advice(_ workload: Workload?, _ address: PostgresAddress) async throws -> Gathered<IndexAdvice> {
        guard let workload else { return .missing("no queries were seen, so that there is nothing to measure with") }
        let observe = observe
        return try await gathered("indices") {
            try PostgresIndexAdvisor.advise(address, workload: workload) { detail, fraction in
                observe(Progress("indices", detail, fraction: fraction))
            }
        }
    }
}
