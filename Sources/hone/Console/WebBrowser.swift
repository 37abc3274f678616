import Foundation
import HoneAgent
import Subprocess
import SystemPackage

/// The browser of whoever sits at the machine.
struct WebBrowser {
    /// The program that opens an address in it.
    let program: String

    /// - Throws: `AgentError` with status `failed` when there is no display to show it on, or nothing that opens it.
    init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        #if os(macOS)
            program = "/usr/bin/open"
        #else
            guard ["DISPLAY", "WAYLAND_DISPLAY"].contains(where: { environment[$0]?.isEmpty == false }) else {
                throw AgentError(
                    .failed, "There is no display to open a browser on (neither DISPLAY nor WAYLAND_DISPLAY is set).",
                    remedy: "Open the address in a browser of another machine, for example through "
                        + "`ssh -L 8000:127.0.0.1:8000`.")
            }
            let found = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/xdg-open" }
                .first(where: FileManager.default.isExecutableFile(atPath:))
            guard let found else {
                throw AgentError(
                    .failed, "There is no xdg-open on the PATH, which opens addresses in the browser.",
                    remedy: "Install it (apt-get install xdg-utils), or open the address by hand.")
            }
            program = found
        #endif
    }

    /// Opens an address.
    /// - Throws: `AgentError` with status `failed` when that does not work.
    func open(_ address: String) async throws {
        let ending: TerminationStatus
        do {
            ending = try await Subprocess.run(
                .path(FilePath(program)), arguments: [address], output: .discarded, error: .discarded
            ).terminationStatus
        } catch {
            throw AgentError(
                .failed, "\(program) could not be started: \(error)", remedy: "Open the address by hand.")
        }
        guard ending.isSuccess else {
            throw AgentError(.failed, "\(program) ended: \(ending).", remedy: "Open the address by hand.")
        }
    }
}
