import GRDBSQLite

// The file of a database is read here through SQLite's own handle and never with open(2): POSIX drops every lock that
// a process holds on a file as soon as the process closes any descriptor of it
// (<https://www.sqlite.org/howtocorrupt.html>, 2.2), so a second descriptor would take the locks away from a
// connection of the same process.
extension Connection {
    /// Bytes of the main file as they lie on the disk, without what the write-ahead log holds; shorter than asked at
    /// the end of the file.
    /// - Throws: `SQLiteError` when the file cannot be read.
    func fileBytes(at offset: Int64, count: Int) throws -> [UInt8] {
        try withFile { file, methods in
            var size: Int64 = 0
            if let read = methods.xFileSize { try check(read(file, &size)) }
            let available = Int(max(0, min(Int64(count), size - offset)))
            guard available > 0, let read = methods.xRead else { return [] }
            var code = SQLITE_OK
            let bytes = [UInt8](unsafeUninitializedCapacity: available) { buffer, initialized in
                code = read(file, buffer.baseAddress, Int32(available), offset)
                initialized = available
            }
            try check(code)
            return bytes
        }
    }

    /// Some connection, here or in another process, is about to write (holds RESERVED or more).
    /// - Throws: `SQLiteError` when the lock cannot be asked for.
    func someoneIsWriting() throws -> Bool {
        try withFile { file, methods in
            guard let ask = methods.xCheckReservedLock else { return false }
            var reserved: Int32 = 0
            try check(ask(file, &reserved))
            return reserved != 0
        }
    }

    private func withFile<T>(_ body: (UnsafeMutablePointer<sqlite3_file>, sqlite3_io_methods) throws -> T) throws -> T {
        var file: UnsafeMutablePointer<sqlite3_file>?
        try check(sqlite3_file_control(handle, nil, SQLITE_FCNTL_FILE_POINTER, &file))
        guard let file, let methods = file.pointee.pMethods else {
            throw SQLiteError(code: SQLITE_CANTOPEN, message: "the database has no file", path: path)
        }
        return try body(file, methods.pointee)
    }

    private func check(_ code: Int32) throws {
        if code != SQLITE_OK {
            throw SQLiteError(code: code, message: String(cString: sqlite3_errstr(code)), path: path)
        }
    }
}
