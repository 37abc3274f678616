import GRDB
import HoneDatabase
import Hummingbird
import Logging

/// Turns every error into a `Problem`, so that clients meet one form only.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: BistroContext, next: (Request, BistroContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return try problem.response(from: request, context: context)
        } catch let error as HTTPError where error.status == .notFound {
            return try Problem.notFound("nothing at \(request.uri.path)").response(from: request, context: context)
        } catch let error as HTTPError {
            let problem = Problem(
                status: error.status, code: code(of: error.status), message: error.body ?? error.status.reasonPhrase)
            return try problem.response(from: request, context: context)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return try busy(error, request, context)
        } catch let error as PoolExhausted {
            return try busy(error, request, context)
        } catch let error as StatementTimedOut {
            return try busy(error, request, context)
        } catch {
            context.logger.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            let problem = Problem(
                status: .internalServerError, code: "internal", message: "Something broke here; it is in the log.")
            return try problem.response(from: request, context: context)
        }
    }

    private func busy(_ error: any Error, _ request: Request, _ context: BistroContext) throws -> Response {
        context.logger.warning("database busy", metadata: ["error": "\(error)"])
        let problem = Problem(
            status: .serviceUnavailable, code: "database_busy", message: "The database is busy; try again.")
        return try problem.response(from: request, context: context)
    }

    private func code(of status: HTTPResponse.Status) -> String {
        switch status {
        case .badRequest: "malformed_request"
        case .contentTooLarge: "too_large"
        default: "http_\(status.code)"
        }
    }
}
