import Foundation

extension DatabaseCopy {
    /// Puts a copy of a database file in the place of another, while the app is stopped: the new file is complete and
    /// durable before one rename makes it the database; nothing of the old one's journal or log stays behind. Mode
    /// and owner of the old file are kept. `file` itself stays where it is.
    /// - Throws: `DatabaseProblem`: `.openElsewhere` or `.locked` when somebody has the database open.
    public static func place(_ file: String, at path: String) throws {
        let attempted = "replace"
        _ = try DatabaseGate.header(of: file, attempted: "take as a replacement")
        let target = resolvedPath(path)
        try refuseOpen(target, attempted: attempted)
        let staged = "\(folder(of: target))/.\((target as NSString).lastPathComponent).hone-\(getpid())"
        defer { DurableFile.removeDatabase(staged) }
        do {
            try DurableFile.copy(file, to: staged)
            guard let old = FileStatus(target) else {
                for suffix in ["-journal", "-wal", "-shm"] { DurableFile.remove(target + suffix) }
                return try DurableFile.move(staged, to: target)
            }
            try DurableFile.adopt(staged, from: old)
            let lock = try ExclusiveLock(target, attempted: attempted)
            do {
                // Who came between the first look and the lock has it open without a lock.
                try refuseOpen(target, attempted: attempted)
                try DurableFile.replace(target, with: staged)
            } catch {
                lock.release(restoring: true)
                throw error
            }
            lock.release(restoring: false)
            try DurableFile.sync(folder(of: target))
        } catch {
            throw DatabaseProblem.ofFile(error, attempted: attempted, path: path)
        }
    }

    /// Refuses when another process has the file open, idle or not: after a rename it would go on with the old one.
    /// - Throws: `DatabaseProblem`, `.openElsewhere`.
    static func refuseOpen(_ path: String, attempted: String) throws {
        let holders = OpenFiles.holders(of: path)
        guard !holders.isEmpty else { return }
        throw DatabaseProblem(
            .openElsewhere, attempted: attempted, path: path,
            found: "it is open in \(holders.map(\.description).joined(separator: ", "))",
            remedy: "Stop the app and try again.")
    }
}
