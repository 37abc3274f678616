import Foundation
import Hummingbird

/// What travels with each request.
struct BistroContext: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: Source) {
        coreContext = .init(source: source)
    }

    /// JSON with sorted keys: the same answer is the same bytes, which is what an ETag is made of.
    var responseEncoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension Request {
    /// Who sent this.
    /// - Throws: `Problem` 401 without a token, or with one that is not ours.
    func requireUser(_ tokens: SessionToken) throws -> Int64 {
        guard let field = headers[.authorization] else {
            throw Problem.unauthorized("no_token", "Send “Authorization: Bearer …” with the token of /api/auth/login.")
        }
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", let user = tokens.userID(in: parts[1]) else {
            throw Problem.unauthorized("bad_token", "This token is not valid; sign in again at /api/auth/login.")
        }
        return user
    }

    /// The `page` parameter, 1 when absent.
    /// - Throws: `Problem` 400 when it is not a whole number from 1 to 100000.
    func requirePage() throws -> Int {
        guard let text = uri.queryParameters["page"] else { return 1 }
        guard let page = Int(text), (1...100_000).contains(page) else {
            throw Problem.badRequest("bad_page", "“page” must be a whole number from 1 to 100000, not “\(text)”.")
        }
        return page
    }

    /// The body as JSON.
    /// - Throws: `Problem` 400 saying what is missing or of the wrong type.
    func requireBody<Body: Decodable>(_ type: Body.Type, context: BistroContext) async throws -> Body {
        do {
            return try await decode(as: type, context: context)
        } catch let error as HTTPError where error.status == .badRequest {
            throw Problem.badRequest("bad_body", error.body ?? "The body must be JSON.")
        }
    }
}

extension Parameters {
    /// The `id` of the path.
    /// - Throws: `Problem` 400 when it is not a positive whole number.
    func requireID() throws -> Int64 {
        let text = get("id") ?? ""
        guard let id = Int64(text), id > 0 else {
            throw Problem.badRequest("bad_id", "An id is a positive whole number, not “\(text)”.")
        }
        return id
    }
}
