import Foundation

/// A folder of a test's own, gone after it.
struct TemporaryFolder: ~Copyable {
    private let url = FileManager.default.temporaryDirectory.appending(path: "hone-cache-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
        try Data(bytes).write(to: url.appending(path: name))
    }

    func text(_ name: String) throws -> String { try String(contentsOf: url.appending(path: name), encoding: .utf8) }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: url.appending(path: name))) }

    deinit { try? FileManager.default.removeItem(at: url) }
}
