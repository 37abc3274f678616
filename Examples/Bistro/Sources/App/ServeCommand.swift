import ArgumentParser
import Foundation
import Hummingbird

/// `bistro serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a database made by “bistro generate”.",
        discussion: "\(Switches.variable) lists the patterns that are on, e.g. PAT-010,PAT-016. None by default.")

    @Option(help: "The SQLite file.")
    var database: String

    @Option(help: "The port to listen on.")
    var port = 8000

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The folder of the pictures; by default beside the database.")
    var assets: String?

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be 0 to 65535, not \(port)") }
        guard FileManager.default.fileExists(atPath: database) else {
            throw ValidationError("no database at \(database); make one with “bistro generate --output \(database)”")
        }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let switches: Switches
        do {
            switches = try Switches(parsing: environment[Switches.variable] ?? "")
        } catch {
            throw ValidationError(error.description)
        }
        var settings = Settings(database: database, switches: switches)
        settings.pictures = assets ?? settings.pictures
        settings.secret = environment["BISTRO_SECRET"] ?? settings.secret
        settings.adminToken = environment["BISTRO_ADMIN_TOKEN"]
        let app = try await BistroApp.make(settings, address: .hostname(host, port: port))
        try await app.runService()
    }
}
