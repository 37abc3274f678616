extension NginxServer {
    /// What an ``NginxServer`` serves, and how.
    public struct Configuration: Sendable {
        /// Where nginx listens.
        public enum Listener: Sendable, CaseIterable {
            /// A free port of 127.0.0.1.
            case loopback
            /// A free port of `::1`.
            case loopback6
            /// A Unix domain socket.
            case unixSocket
        }

        /// What is served, by path: `["/index.html": …]`. `.html`, `.json` and `.txt` get their types.
        public var files: [String: [UInt8]]
        /// Where it listens.
        public var listener: Listener
        /// Speak TLS with it; nil speaks plain HTTP.
        public var certificate: FixtureCertificate?
        /// Speak HTTP/2: by ALPN over TLS, with prior knowledge without.
        public var http2: Bool
        /// Compress answers with gzip for those who accept it.
        public var gzip: Bool
        /// The level it compresses at, 1 to 9.
        public var gzipLevel: Int
        /// Keep connections for the next request.
        public var keepAlive: Bool
        /// Write down each request; ``NginxServer/stop()`` gives them back.
        public var log: Bool
        /// Connections there may be at once.
        public var connections: Int

        /// One worker that serves `files`.
        public init(
            files: [String: [UInt8]], listener: Listener = .loopback, certificate: FixtureCertificate? = nil,
            http2: Bool = false, gzip: Bool = false, gzipLevel: Int = 1, keepAlive: Bool = true, log: Bool = false,
            connections: Int = 1_024
        ) {
            self.files = files
            self.listener = listener
            self.certificate = certificate
            self.http2 = http2
            self.gzip = gzip
            self.gzipLevel = gzipLevel
            self.keepAlive = keepAlive
            self.log = log
            self.connections = connections
        }

        /// The configuration as nginx reads it.
        /// - Parameters:
        ///   - folder: where everything lies that this server reads and writes.
        ///   - address: what it listens on, in nginx's words.
        func text(folder: String, address: String) -> String {
            let listen = [address] + (certificate == nil ? [] : ["ssl"]) + (http2 ? ["http2"] : [])
            var server = [
                "listen \(listen.joined(separator: " "));", "root \(folder)/files;",
                // A benchmark's connection carries more requests than any limit; a client that idles is not sent away.
                "keepalive_requests 1000000000;", "keepalive_timeout \(keepAlive ? 3600 : 0);",
                "client_header_timeout 3600;", "default_type application/octet-stream;",
                "types { text/html html; application/json json; text/plain txt; }",
            ]
            if certificate != nil {
                server += ["ssl_certificate \(folder)/certificate.pem;", "ssl_certificate_key \(folder)/key.pem;"]
            }
            if gzip {
                server += [
                    "gzip on;", "gzip_types *;", "gzip_min_length 1;", "gzip_vary on;", "gzip_comp_level \(gzipLevel);",
                ]
            }
            let log = log ? "\(folder)/access.log told" : "off"
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: " ")
            return """
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile \(connections + 256);
                pid \(folder)/nginx.pid;
                error_log \(folder)/error.log error;
                events { worker_connections \(connections + 64); }
                http {
                    log_format told "$connection $connection_requests $server_protocol $status $request_uri";
                    access_log \(log);
                    \(temporary)
                    server {
                        \(server.joined(separator: "\n            "))
                    }
                }
                """
        }
    }

    /// A request as nginx logged it.
    public struct Request: Sendable, Equatable {
        /// nginx's number of its connection.
        public var connection: Int
        /// Which request of its connection it is, counted from 1.
        public var number: Int
        /// The protocol in nginx's words: `HTTP/1.1`, `HTTP/2.0`.
        public var version: String
        /// The status answered.
        public var status: Int
        /// The request target as sent.
        public var target: String

        /// Reads a line of the log; nil when it is none, such as one cut short.
        init?(line: some StringProtocol) {
            let words = line.split(separator: " ", maxSplits: 4)
            guard words.count == 5, let connection = Int(words[0]), let number = Int(words[1]),
                let status = Int(words[3])
            else { return nil }
            self.connection = connection
            self.number = number
            version = String(words[2])
            self.status = status
            target = String(words[4])
        }
    }
}
