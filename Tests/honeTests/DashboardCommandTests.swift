import Foundation
import HoneTesting
import Testing

@Suite("hone dashboard")
struct DashboardCommandTests {
    /// An app whose monitor answers as it is told.
    private func withApp(
        health: String = #"{"status":"ok","uptimeSeconds":12.5}"#, page: Int = 200,
        _ body: (FixtureServer, Program) async throws -> Void
    ) async throws {
        let app = try await FixtureServer.start { request in
            switch request.path {
            case "/api/monitoring/health" where !health.isEmpty: FixtureResponse(body: health)
            case "/api/monitoring/":
                FixtureResponse(status: page, headers: [("Content-Type", "text/html; charset=utf-8")], body: "<p>page")
            default: FixtureResponse(status: 404)
            }
        }
        let program = try Program()
        defer { program.remove() }
        try await body(app, program)
        try await app.stop()
    }

    @Test("It prints the address of the page", arguments: ["", "/", "/api/monitoring", "/api/monitoring/"])
    func address(path: String) async throws {
        try await withApp { app, program in
            let ran = try await program.run("dashboard", "--url", app.url + path)
            #expect(ran.status == 0, "\(ran.errors)")
            #expect(ran.output == "\(app.url)/api/monitoring/\n")
        }
    }

    @Test(
        "An app without a monitor is told how to get one",
        arguments: ["", "hello", "{}", #"{"status":"down","uptimeSeconds":1}"#])
    func noMonitor(health: String) async throws {
        try await withApp(health: health) { app, program in
            let ran = try await program.run("dashboard", "--url", app.url)
            #expect(ran.status == 3)
            #expect(ran.output.isEmpty)
            #expect(ran.errors.contains("has no monitor"))
            #expect(ran.errors.contains("docs/monitoring-routes.md"))
        }
    }

    @Test("A monitor without a dashboard is named")
    func noPage() async throws {
        try await withApp(page: 404) { app, program in
            let ran = try await program.run("dashboard", "--url", app.url)
            #expect(ran.status == 3)
            #expect(ran.errors.contains("no dashboard"))
        }
    }

    @Test("What cannot be reached is named, and what is no address")
    func unreachable() async throws {
        let program = try Program()
        defer { program.remove() }
        let port = try ClosedPort.free()
        let gone = try await program.run("dashboard", "--url", "http://127.0.0.1:\(port)")
        #expect(gone.status == 3)
        #expect(gone.errors.contains("does not answer"))
        for url in ["127.0.0.1:80", "ftp://127.0.0.1", "http://", "nonsense"] {
            let ran = try await program.run("dashboard", "--url", url)
            #expect(ran.status == 2, "\(url)")
            #expect(ran.errors.contains("--url http://127.0.0.1:8000"))
        }
    }

    @Test("It is opened in the browser, and told when that does not work", arguments: [Int32(0), 3])
    func opened(status: Int32) async throws {
        try await withApp { app, program in
            try program.write("#!/bin/sh\necho \"$1\" >opened\nexit \(status)\n", to: "xdg-open")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: program.folder.appending(path: "xdg-open").path)
            let process = try ChildProcess(
                [Program.executable.path, "dashboard", "--url", app.url, "--open"], in: program.folder.path,
                environment: ["DISPLAY": ":9", "PATH": program.folder.path], errors: .file("errors"))
            #expect(await process.ending() == .exited(status == 0 ? 0 : 5))
            #expect(try program.read("opened") == "\(app.url)/api/monitoring/\n")
            #expect(try program.read("errors").contains("Open the address by hand") == (status != 0))
        }
    }

    @Test("Without a display the address is printed all the same")
    func noDisplay() async throws {
        guard ["DISPLAY", "WAYLAND_DISPLAY"].allSatisfy({ ProcessInfo.processInfo.environment[$0] == nil }) else {
            return
        }
        try await withApp { app, program in
            let ran = try await program.run("dashboard", "--url", app.url, "--open")
            #expect(ran.status == 5)
            #expect(ran.output == "\(app.url)/api/monitoring/\n")
            #expect(ran.errors.contains("no display"))
        }
    }
}
