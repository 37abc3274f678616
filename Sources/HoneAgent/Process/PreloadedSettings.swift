import Foundation
import HoneDatabase

/// Settings that the preloaded library makes on every SQLite connection of an application that nobody changes. What
/// the application sets itself comes later and holds.
public struct PreloadedSettings: Sendable {
    /// What is set.
    public let settings: [PragmaSetting]
    let library: String

    /// Settings to start a command with.
    /// - Throws: `AgentError` when there is nothing to set, or the library is not installed.
    public init(_ settings: [PragmaSetting]) throws {
        guard !settings.isEmpty else {
            throw AgentError(
                .usage, "There is nothing to set.",
                remedy: "Name a setting with --pragma cache_size=-65536, or the database with --database app.db.")
        }
        guard let library = Tracer.installed() else {
            throw AgentError(
                .failed, "libHoneTrace.so is not beside the program nor in ../lib.",
                remedy: "`make install` puts it there; HONE_TRACE_LIBRARY names another place.")
        }
        self.settings = settings
        self.library = library
    }

    /// Settings of a target; `nil` when there are none, or nothing to make them with.
    init?(_ settings: [PragmaSetting], tracer: Tracer) {
        guard !settings.isEmpty, let library = tracer.library else { return nil }
        self.settings = settings
        self.library = library
    }

    /// What Hone would set for a database, with what a person asks for in its place.
    /// - Throws: `DatabaseProblem`.
    public static func advised(database: String?, asked: [PragmaSetting]) throws -> [PragmaSetting] {
        guard let database else { return [PragmaSetting]().overridden(by: asked) }
        return PragmaAdviser.connectionSettings(try PragmaFacts.read(path: database)).overridden(by: asked)
    }

    /// The variables that make it so.
    func environment(inherited: [String: String]) -> [String: String] {
        ["LD_PRELOAD": Tracer.preload(library, inherited: inherited), "HONE_PRAGMAS": settings.environmentValue]
    }

    /// Why the settings may have no effect on a program; `nil` when nothing speaks against it. Told from its file: a
    /// library that it loads later is not seen.
    public func doubt(about command: String) -> String? {
        guard let program = Self.file(of: command), SQLiteSighting.carriesEngine(program) else { return nil }
        return
            "\(program) has a SQLite linked into it. Unless it exports SQLite's functions, the settings have no effect: "
            + "then make them in its code."
    }

    /// The program takes the place of this process, with its number, its terminal and its signals; so its exit status
    /// is the one that the caller sees. Returns only by throwing.
    /// - Parameter command: the program, looked for in PATH when it has no slash, and its arguments.
    /// - Throws: `AgentError` when it cannot be started.
    public func replaceProcess(with command: [String]) throws {
        let inherited = ProcessInfo.processInfo.environment
        for (name, value) in environment(inherited: inherited) { setenv(name, value, 1) }
        // Hone itself waits for these on other threads; the program is to have them as a shell gives them.
        for number in [SIGINT, SIGTERM, SIGPIPE] { signal(number, SIG_DFL) }
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        var arguments = command.map { strdup($0) } + [nil]
        if let program = arguments[0] { execvp(program, &arguments) }
        let reason = String(cString: strerror(errno))
        arguments.forEach { free($0) }
        throw AgentError(
            .usage, "\(command.first ?? "") cannot be started: \(reason).",
            remedy: "Write the command after two hyphens as you would without Hone: hone run … -- python app.py")
    }

    private static func file(of command: String) -> String? {
        if command.contains("/") { return command }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.lazy.map { "\($0)/\(command)" }.first { access($0, X_OK) == 0 }
    }
}
