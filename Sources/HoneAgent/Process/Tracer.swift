import Foundation

/// The preloaded library that logs an application's SQL, and where it is.
struct Tracer: Sendable {
    /// The library's file; `nil` when it is not installed.
    let library: String?
    /// The folder it writes to.
    let directory: URL

    /// Looks for the library beside the running program, and in `../lib` as `make install` lays it out.
    init(workspace: Workspace) {
        directory = workspace.traces
        library = Self.installed()
    }

    /// The library's file beside the running program, or in `../lib`; nil when it is not installed.
    static func installed() -> String? {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? program.path
        let folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
        let places: [String?] = [
            ProcessInfo.processInfo.environment["HONE_TRACE_LIBRARY"],
            folder.appending(path: "libHoneTrace.so").path,
            folder.appending(path: "../lib/libHoneTrace.so").standardizedFileURL.path,
        ]
        return places.compactMap(\.self).first { FileManager.default.fileExists(atPath: $0) }
    }

    /// The variables that make the application load it. Parameters are logged too: they are read back at once to
    /// measure indices with, and the folder is emptied after the probe.
    func environment(inherited: [String: String]) -> [String: String] {
        guard let library else { return [:] }
        return [
            "LD_PRELOAD": Self.preload(library, inherited: inherited), "HONE_TRACE_DIRECTORY": directory.path,
            "HONE_TRACE_PARAMETERS": "1",
        ]
    }

    /// The value of LD_PRELOAD: the library before those that are preloaded already, and once.
    static func preload(_ library: String, inherited: [String: String]) -> String {
        let others = (inherited["LD_PRELOAD"] ?? "").split { $0 == ":" || $0 == " " }.map(String.init)
        return ([library] + others.filter { $0 != library }).joined(separator: ":")
    }
}
