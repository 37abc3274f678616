import GRDB
import Hummingbird

/// `GET /health` and `POST /api/auth/login`.
struct AccountRoutes {
    let database: any DatabaseAccess
    let tokens: SessionToken

    struct Health: ResponseCodable, Equatable {
        let status: String
    }

    struct Credentials: Codable, Sendable {
        let email: String
        let password: String
    }

    struct Session: ResponseCodable, Sendable, Equatable {
        let token: String
        let userId: Int64
        let name: String
    }

    func add(to router: Router<BistroContext>) {
        router.get("/health") { _, _ in
            _ = try await database.read { try Int.fetchOne($0, sql: "SELECT 1") }
            return Health(status: "ok")
        }
        router.post("/api/auth/login") { request, context in
            try await login(request.requireBody(Credentials.self, context: context))
        }
    }

    private func login(_ credentials: Credentials) async throws -> Session {
        guard !credentials.email.isEmpty, !credentials.password.isEmpty else {
            throw Problem.unprocessable("empty_credentials", "Both “email” and “password” are needed.")
        }
        let email = credentials.email.lowercased()
        guard let account = try await database.read({ try Account.fetch($0, email: email) }),
            Password.matches(credentials.password, salt: account.salt, stored: account.hash)
        else {
            throw Problem.unauthorized("wrong_credentials", "No account with this email and password.")
        }
        return Session(token: tokens.issue(userID: account.id), userId: account.id, name: account.name)
    }
}

/// What is known of a person who signs in.
struct Account: Sendable {
    let id: Int64
    let name: String
    let salt: String
    let hash: String

    /// The account with this email, if there is one.
    static func fetch(_ db: Database, email: String) throws -> Account? {
        try Row.fetchOne(
            db, sql: "SELECT id, name, password_salt, password_hash FROM users WHERE email = ?", arguments: [email]
        ).map { Account(id: $0["id"], name: $0["name"], salt: $0["password_salt"], hash: $0["password_hash"]) }
    }
}
