import Hummingbird

/// Why a request was not answered as asked: what clients get as `{"error": {"code": …, "message": …}}`.
struct Problem: HTTPResponseError, Equatable, CustomStringConvertible {
    let status: HTTPResponse.Status
    /// A name that programs can compare.
    let code: String
    /// A sentence for people: what was wrong, and what is right.
    let message: String

    var description: String { "\(status.code) \(code): \(message)" }

    static func badRequest(_ code: String, _ message: String) -> Problem {
        Problem(status: .badRequest, code: code, message: message)
    }

    static func unauthorized(_ code: String, _ message: String) -> Problem {
        Problem(status: .unauthorized, code: code, message: message)
    }

    static func notFound(_ message: String) -> Problem {
        Problem(status: .notFound, code: "not_found", message: message)
    }

    static func unprocessable(_ code: String, _ message: String) -> Problem {
        Problem(status: .unprocessableContent, code: code, message: message)
    }

    /// The JSON that clients get.
    struct Body: Codable, Sendable, Equatable {
        struct Content: Codable, Sendable, Equatable {
            let code: String
            let message: String
        }
        let error: Content
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        let body = Body(error: .init(code: code, message: message))
        var response = try context.responseEncoder.encode(body, from: request, context: context)
        response.status = status
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer realm=\"bistro\"" }
        return response
    }
}
