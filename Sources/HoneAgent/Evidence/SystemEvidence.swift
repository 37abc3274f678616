/// The application's processes, at rest and under load.
public struct SystemEvidence: Sendable, Codable, Equatable {
    /// At rest, just after the start.
    public var idle: Reading
    /// The largest of each figure seen under load.
    public var peak: Reading
    /// Who said it, when it was not the system: the application's own monitor, which knows its process and no sockets.
    public var source: String?

    /// The sum over the application's processes at a moment.
    public struct Reading: Sendable, Codable, Equatable {
        /// Processes.
        public var processes: Int
        /// Resident memory in MB of 1,000,000 bytes.
        public var memory: Double
        /// CPU seconds used since the start.
        public var cpuSeconds: Double
        /// Threads.
        public var threads: Int
        /// Open descriptors.
        public var descriptors: Int
        /// Established connections among them (sockets).
        public var sockets: Int

        /// A reading from its parts.
        public init(
            processes: Int, memory: Double, cpuSeconds: Double, threads: Int, descriptors: Int, sockets: Int
        ) {
            self.processes = processes
            self.memory = memory
            self.cpuSeconds = cpuSeconds
            self.threads = threads
            self.descriptors = descriptors
            self.sockets = sockets
        }
    }

    /// Evidence from its two readings.
    public init(idle: Reading, peak: Reading, source: String? = nil) {
        self.idle = idle
        self.peak = peak
        self.source = source
    }
}
