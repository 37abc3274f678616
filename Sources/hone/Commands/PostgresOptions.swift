import ArgumentParser
import HoneAgent
import HoneDatabase
import HonePostgres

/// The flag of `hone advise` for a PostgreSQL database, in place of `--database`.
struct PostgresOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "A PostgreSQL database instead of a file, as libpq reads it. Put its password into PGPASSWORD or ~/.pgpass.",
            valueName: "address"))
    var postgres: String?

    /// - Throws: `AgentError` that says what to do.
    func advice(
        _ address: String, _ workload: Workload, settings: AdvisorSettings,
        progress: @escaping (String, Double) -> Void
    ) throws -> IndexAdvice {
        do {
            return try PostgresIndexAdvisor.advise(
                try PostgresAddress(address), workload: workload, settings: settings, progress: progress)
        } catch let problem as PostgresProblem {
            throw AgentError(
                status(problem.kind), "Cannot \(problem.attempted) \(problem.database): \(problem.found).",
                remedy: problem.remedy)
        } catch let error as PostgresError {
            throw AgentError(.failed, "\(error).", remedy: "See the server's log.")
        }
    }

    private func status(_ kind: PostgresProblem.Kind) -> ExitStatus {
        switch kind {
        case .address, .login, .noDatabase, .tooOld, .missingExtension, .permission, .replica: .usage
        case .unreachable, .disconnected: .unreachable
        case .inUse: .refused
        case .diskFull: .failed
        }
    }
}
