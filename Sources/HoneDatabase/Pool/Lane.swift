import GRDB

/// An open connection of a pool, with what is known of it.
final class Lane: Sendable {
    let queue: DatabaseQueue
    let watch: StatementWatch
    let schema = SchemaVersion.Known()
    /// The file it has open; another file may come to lie under the same path.
    let file: FileStatus?
    let opened: Duration

    init(queue: DatabaseQueue, watch: StatementWatch, path: String, opened: Duration) {
        self.queue = queue
        self.watch = watch
        self.file = FileStatus(path)
        self.opened = opened
    }

    /// Whether it answers, and from the file that is at the path now: a connection whose file was replaced under its
    /// name answers as ever, from the old one; the inode tells.
    func answers(at path: String) -> Bool {
        guard let file, let current = FileStatus(path), file.isSameFile(current) else { return false }
        return (try? queue.unsafeRead { try Int.fetchOne($0, sql: "PRAGMA schema_version") }) != nil
    }
}
