import Foundation

extension ChildProcess {
    /// How a process ended.
    public enum Ending: Sendable, Equatable {
        /// It ended by itself with this status, 0 to 255.
        case exited(Int32)
        /// This signal ended it.
        case killed(by: Int32)
        /// It has ended, and somebody else took its status: another `waitpid(2)` of this program, or a `SIGCHLD` that
        /// is ignored.
        case lost
    }

    /// What a process reads.
    public enum Input: Sendable {
        /// Nothing.
        case nothing
        /// What is written to ``ChildProcess/input``.
        case pipe
        /// A file's bytes.
        case file(String)
    }

    /// Where a process writes to.
    public enum Output: Sendable {
        /// Nowhere.
        case nowhere
        /// To ``ChildProcess/output``.
        case pipe
        /// Into a file, which is made or emptied first.
        case file(String)
    }

    /// Where a process says what is wrong.
    public enum Errors: Sendable {
        /// To the same place as its output, in the order of writing.
        case withOutput
        /// Nowhere.
        case nowhere
        /// Into a file, which is made or emptied first.
        case file(String)
    }

    /// A process could not be started.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// The program's name or path.
        public var program: String
        /// The folder and the files that it was to start with.
        public var places: [String]
        /// The system's error number (`errno(3)`).
        public var code: Int32
        /// One line for a person.
        public var description: String {
            let found = "\(program) was not started: \(String(cString: strerror(code)))"
            guard code == ENOENT else { return found }
            return "\(found); see that it is installed" + (places.isEmpty ? "" : ", and \(places) there")
        }
    }
}

extension ChildProcess.Ending {
    /// What `waitid(2)` found; nil when it found no process that has ended.
    init?(_ found: siginfo_t) {
        guard found.si_signo == SIGCHLD else { return nil }
        #if os(Linux)
            let status = found._sifields._sigchld.si_status
        #else
            let status = found.si_status
        #endif
        self = found.si_code == Int32(CLD_EXITED) ? .exited(status) : .killed(by: status)
    }
}
