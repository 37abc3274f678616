extension PostgresServer {
    /// How a ``PostgresServer`` is set up.
    public struct Configuration: Sendable {
        /// Libraries that are loaded when the server starts.
        public var preload: [String]
        /// Settings of `postgresql.conf` by name.
        public var settings: [String: String]
        /// The superuser's password over TCP; nil lets everybody in.
        public var password: String?
        /// The server is a standby: it can only be read.
        public var isStandby: Bool

        /// A server with `pg_stat_statements` loaded.
        public init(
            preload: [String] = ["pg_stat_statements"], settings: [String: String] = [:], password: String? = nil,
            isStandby: Bool = false
        ) {
            self.preload = preload
            self.settings = settings
            self.password = password
            self.isStandby = isStandby
        }

        /// The server's arguments.
        /// - Parameters:
        ///   - folder: where the cluster and the socket lie.
        func arguments(folder: String, port: Int) -> [String] {
            var all = [
                "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": folder,
                "shared_preload_libraries": preload.joined(separator: ","),
                "shared_buffers": "64MB",
                // What is in it is thrown away: it need not survive the machine.
                "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
            ]
            all.merge(settings) { $1 }
            return ["-D", "\(folder)/cluster"]
                + all.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
        }
    }
}
