import Foundation
import HoneLoad

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// nginx with a configuration of our own: one worker on a free loopback port, one file of 612 bytes, no log.
struct Nginx {
    static let bodyLength = 612

    let port: Int
    private let folder: URL
    private let process: Process

    var url: String { "http://127.0.0.1:\(port)" }

    static func start() async throws -> Nginx {
        guard
            let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"].first(where: {
                FileManager.default.isExecutableFile(atPath: $0)
            })
        else { throw BenchmarkError(description: "nginx is missing: apt-get install nginx-light") }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bench-load-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // The worker of a server started by root runs as another user.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        try Data(repeating: 0x61, count: bodyLength).write(to: folder.appendingPathComponent("index.html"))
        let port = try freePort()
        let configuration = folder.appendingPathComponent("nginx.conf")
        try """
        daemon off;
        worker_processes 1;
        pid \(folder.path)/nginx.pid;
        error_log stderr crit;
        events { worker_connections 1024; }
        http {
            access_log off;
            keepalive_requests 1000000000;
            types { text/html html; }
            client_body_temp_path \(folder.path)/body;
            proxy_temp_path \(folder.path)/proxy;
            fastcgi_temp_path \(folder.path)/fastcgi;
            uwsgi_temp_path \(folder.path)/uwsgi;
            scgi_temp_path \(folder.path)/scgi;
            server { listen 127.0.0.1:\(port); root \(folder.path); }
        }
        """.write(to: configuration, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-c", configuration.path, "-p", folder.path]
        try process.run()
        let server = Nginx(port: port, folder: folder, process: process)
        do {
            try await server.waitUntilReady()
        } catch {
            server.stop()
            throw error
        }
        return server
    }

    private func waitUntilReady() async throws {
        let client = HTTPClient()
        for _ in 0..<100 {
            if let response = try? await client.send(.init(url + "/index.html")), response.status == 200 {
                await client.close()
                return
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchmarkError(description: "nginx did not answer on port \(port) within 5 s")
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A port that nothing listens on at the moment.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        guard found else { throw BenchmarkError(description: "no free port: errno \(errno)") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
