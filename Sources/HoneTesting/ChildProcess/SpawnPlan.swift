import CSpawn
import Foundation

/// What `posix_spawn(3)` does in the new process before the program starts.
struct SpawnPlan: ~Copyable {
    #if canImport(Darwin)
        private var actions: posix_spawn_file_actions_t?
        private var attributes: posix_spawnattr_t?
    #else
        private var actions = posix_spawn_file_actions_t()
        private var attributes = posix_spawnattr_t()
    #endif
    /// The child's ends of the pipes, closed here once it has them.
    private var childEnds: [Int32] = []
    /// The folder and files that must be there.
    private var places: [String] = []

    init() {
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        // A thread that starts a program may have signals blocked or ignored; the program begins without that.
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        #if canImport(Darwin)
            flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
        #endif
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    mutating func start(in folder: String) {
        places.append(folder)
        posix_spawn_file_actions_addchdir_np(&actions, folder)
    }

    mutating func connect(_ input: ChildProcess.Input) throws -> FileHandle? {
        switch input {
        case .nothing: open("/dev/null", O_RDONLY, as: STDIN_FILENO)
        case .file(let path): open(path, O_RDONLY, as: STDIN_FILENO)
        case .pipe:
            let (reading, writing) = try pipe()
            give(reading, as: STDIN_FILENO)
            return FileHandle(fileDescriptor: writing, closeOnDealloc: true)
        }
        return nil
    }

    mutating func connect(_ output: ChildProcess.Output) throws -> FileHandle? {
        switch output {
        case .nowhere: write(to: "/dev/null", as: STDOUT_FILENO)
        case .file(let path): write(to: path, as: STDOUT_FILENO)
        case .pipe:
            let (reading, writing) = try pipe()
            give(writing, as: STDOUT_FILENO)
            return FileHandle(fileDescriptor: reading, closeOnDealloc: true)
        }
        return nil
    }

    /// After the output, which the errors may go to.
    mutating func connect(_ errors: ChildProcess.Errors) {
        switch errors {
        case .withOutput: posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        case .nowhere: write(to: "/dev/null", as: STDERR_FILENO)
        case .file(let path): write(to: path, as: STDERR_FILENO)
        }
    }

    /// Starts the program and returns its process id.
    mutating func spawn(_ command: [String], _ environment: [String: String]) throws -> Int32 {
        guard let program = command.first else { throw ChildProcess.Failure(program: "", places: [], code: EINVAL) }
        #if !canImport(Darwin)
            // Not everything that is open in a test has the flag by which a new program loses it.
            posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        #endif
        var words = command.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, program, &actions, &attributes, &words, &variables)
        guard code == 0 else { throw ChildProcess.Failure(program: program, places: places, code: code) }
        return child
    }

    mutating func release() {
        for end in childEnds { close(end) }
        childEnds = []
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }

    private mutating func open(_ path: String, _ flags: Int32, as descriptor: Int32) {
        if path != "/dev/null" { places.append(path) }
        posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o644)
    }

    private mutating func write(to path: String, as descriptor: Int32) {
        open(path, O_WRONLY | O_CREAT | O_TRUNC, as: descriptor)
    }

    private mutating func give(_ end: Int32, as descriptor: Int32) {
        childEnds.append(end)
        posix_spawn_file_actions_adddup2(&actions, end, descriptor)
    }

    /// A pipe that whatever else is started does not inherit.
    private func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        #if canImport(Darwin)
            let code = Darwin.pipe(&ends)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #else
            let code = pipe2(&ends, O_CLOEXEC)
        #endif
        guard code == 0 else { throw ChildProcess.Failure(program: "a pipe", places: [], code: errno) }
        return (ends[0], ends[1])
    }
}
