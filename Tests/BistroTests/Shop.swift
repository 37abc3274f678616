import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization

@testable import Bistro

/// A small database with its pictures, made once; each test works on a copy of its own.
struct Shop {
    let database: String
    let pictures: String

    private static let original: Task<Shop, any Error> = Task {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bistro-tests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let shop = Shop(database: "\(folder)/original.db", pictures: "\(folder)/pictures")
        try DatabaseGenerator(seed: 42, scale: .small).generate(at: shop.database)
        _ = try await PictureFolder(path: shop.pictures, seed: 42, scale: .small).write()
        return shop
    }

    /// Runs `body` with a fresh copy, and removes the copy.
    static func withCopy<T>(_ body: (Shop) async throws -> T) async throws -> T {
        let original = try await original.value
        let folder = URL(filePath: original.database).deletingLastPathComponent()
        let copy = Shop(database: folder.appending(path: "\(UUID().uuidString).db").path, pictures: original.pictures)
        try FileManager.default.copyItem(atPath: original.database, toPath: copy.database)
        defer {
            for suffix in ["", "-journal", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: copy.database + suffix)
            }
        }
        return try await body(copy)
    }

    /// Runs `body` with a client of the app that is started on a fresh copy.
    static func open<T: Sendable>(
        _ switches: Switches = .none, log: StatementLog? = nil,
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> T
    ) async throws -> T {
        try await withCopy { shop in
            let app = try await BistroApp.make(shop.settings(switches, log: log))
            return try await app.test(.router) { client in try await body(client) }
        }
    }

    func settings(_ switches: Switches = .none, log: StatementLog? = nil) -> Settings {
        var settings = Settings(database: database, switches: switches)
        settings.pictures = pictures
        if let log { settings.onStatement = { log.append($0) } }
        return settings
    }

    /// Reads the database past the app.
    func read<T>(_ body: (Database) throws -> T) throws -> T {
        let queue = try DatabaseQueue(path: database)
        defer { try? queue.close() }
        return try queue.read(body)
    }
}

/// The statements that the app ran.
final class StatementLog: Sendable {
    private let statements = Mutex<[String]>([])

    func append(_ statement: String) { statements.withLock { $0.append(statement) } }
    func clear() { statements.withLock { $0.removeAll() } }

    /// Those that ask for rows of the app's tables: neither transactions, nor pragmas, nor the look at the schema
    /// that opening a connection takes.
    var queries: [String] {
        statements.withLock { $0 }.filter { statement in
            (statement.hasPrefix("SELECT") || statement.hasPrefix("WITH")) && !statement.contains("sqlite_master")
        }
    }
}

/// One request of a test.
struct Call: Sendable, CustomStringConvertible {
    var method: HTTPRequest.Method = .get
    let path: String
    /// The user whose token is sent.
    var user: Int64?
    var body: String?
    var headers: HTTPFields = [:]

    var description: String { "\(method) \(path)" }

    static func get(_ path: String, user: Int64? = nil, headers: HTTPFields = [:]) -> Call {
        Call(path: path, user: user, headers: headers)
    }

    static func post(_ path: String, user: Int64? = nil, _ body: String) -> Call {
        Call(method: .post, path: path, user: user, body: body)
    }
}

/// What came back.
struct Answer: Sendable, Equatable {
    let status: Int
    let contentType: String?
    let headers: HTTPFields
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON.
    func decoded<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        try JSONDecoder().decode(type, from: Data(body))
    }
}

extension TestClientProtocol {
    /// Sends a call.
    func send(_ call: Call) async throws -> Answer {
        var headers = call.headers
        if let user = call.user {
            let tokens = SessionToken(secret: Settings(database: "", switches: .none).secret)
            headers[.authorization] = "Bearer \(tokens.issue(userID: user))"
        }
        if call.body != nil { headers[.contentType] = "application/json" }
        return try await execute(
            uri: call.path, method: call.method, headers: headers, body: call.body.map { ByteBuffer(string: $0) }
        ) { response in
            Answer(
                status: response.status.code, contentType: response.headers[.contentType], headers: response.headers,
                body: Array(response.body.readableBytesView))
        }
    }
}
