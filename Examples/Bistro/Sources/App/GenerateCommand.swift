import ArgumentParser
import Foundation

/// `bistro generate`
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make a database and its pictures; the same seed makes the same.")

    @Option(help: "The SQLite file to write; it is replaced if it exists.")
    var output = "bistro.db"

    @Option(help: "About how large, in megabytes.")
    var sizeMb = Scale.standardMegabytes

    @Option(help: "Another seed makes another business.")
    var seed: UInt64 = 42

    @Flag(help: "About 2 MB with few and small pictures, for tests.")
    var small = false

    @Option(help: "The folder for the pictures; by default beside the database.")
    var assets: String?

    func validate() throws {
        let folder = URL(filePath: output).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw ValidationError("cannot write \(output): no folder \(folder) that may be written to")
        }
        guard (1...2000).contains(sizeMb) else {
            throw ValidationError("--size-mb must be 1 to 2000, not \(sizeMb)")
        }
    }

    func run() async throws {
        let scale = small ? Scale.small : Scale.megabytes(sizeMb)
        let folder = assets ?? PictureFolder.beside(database: output)
        try DatabaseGenerator(seed: seed, scale: scale).generate(at: output)
        let count = try await PictureFolder(path: folder, seed: seed, scale: scale).write()
        let size = (try FileManager.default.attributesOfItem(atPath: output)[.size] as? Int) ?? 0
        print("\(output): \(size / 1_000_000) MB, \(scale.bookings) bookings, \(scale.reviews) reviews")
        print("\(folder): \(count) pictures")
        print("Sign in as user1@bistro.example with “\(Password.demo)”.")
    }
}
