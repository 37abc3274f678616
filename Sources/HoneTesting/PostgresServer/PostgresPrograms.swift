import Foundation

/// Where PostgreSQL's programs are, and how they are run by a user that is not root.
struct PostgresPrograms {
    /// The folder that holds `initdb` and `postgres`.
    let folder: String
    /// What goes before a program so that it does not run as root; empty when this process is not root.
    let asUser: [String]
    /// The user and group that own the cluster; nil when it is whoever runs this.
    let owner: (user: uid_t, group: gid_t)?

    /// The newest PostgreSQL that is installed.
    /// - Throws: `PostgresServer.Failure` that says how to install it.
    static func found() throws -> PostgresPrograms {
        let manager = FileManager.default
        // Debian's folders have the major version in their name.
        let debian = "/usr/lib/postgresql"
        let versions = ((try? manager.contentsOfDirectory(atPath: debian)) ?? [])
            .compactMap(Int.init).sorted(by: >).map { "\(debian)/\($0)/bin" }
        let places = versions + ["/usr/local/pgsql/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
        guard
            let folder = places.first(where: { place in
                ["initdb", "postgres"].allSatisfy { manager.isExecutableFile(atPath: "\(place)/\($0)") }
            })
        else {
            throw PostgresServer.Failure(
                found: "there is no initdb in \(([debian + "/*/bin"] + places.suffix(4)).joined(separator: ", "))",
                remedy: "install it: apt-get install postgresql")
        }
        guard geteuid() == 0 else { return PostgresPrograms(folder: folder, asUser: [], owner: nil) }
        guard let entry = getpwnam("postgres")?.pointee else {
            throw PostgresServer.Failure(
                found: "this process is root, as whom PostgreSQL refuses to run, and there is no user postgres",
                remedy: "make one: useradd --system postgres")
        }
        guard let change = ["/usr/bin/setpriv", "/bin/setpriv"].first(where: manager.isExecutableFile(atPath:)) else {
            throw PostgresServer.Failure(
                found: "this process is root, as whom PostgreSQL refuses to run, and there is no setpriv",
                remedy: "install it: apt-get install util-linux")
        }
        // setpriv becomes the program, so that the process to stop is the server itself.
        let words = [change, "--reuid=\(entry.pw_uid)", "--regid=\(entry.pw_gid)", "--clear-groups"]
        return PostgresPrograms(folder: folder, asUser: words, owner: (entry.pw_uid, entry.pw_gid))
    }

    /// Makes the folder for a cluster, the owner's alone.
    func makeFolder(_ place: URL) throws {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
        if let owner { chown(place.path, owner.user, owner.group) }
    }

    /// Starts a program; what it says goes into a file.
    func launch(_ program: String, _ arguments: [String], in place: URL, saying said: URL) throws -> ChildProcess {
        try ChildProcess(
            asUser + ["\(folder)/\(program)"] + arguments, in: place.path,
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"], output: .file(said.path))
    }
}
