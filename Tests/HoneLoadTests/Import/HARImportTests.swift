import HoneCore
import Testing

@testable import HoneLoad

@Suite("HAR import")
struct HARImportTests {
    private func chromium(
        _ settings: ImportSettings = ImportSettings(), order: Scenario.UserClass.Order = .sequence
    ) throws -> Imported {
        try HARImport(settings, order: order).read(Array(HARFixture.chromium.utf8))
    }

    @Test("A recorded visit becomes a login at the start and a sequence of tasks")
    func sequence() throws {
        let imported = try chromium()
        let users = try #require(imported.scenario.classes.first)
        #expect(imported.scenario.target == "http://127.0.0.1:8000")
        #expect(users.order == .sequence)
        #expect(users.keepsCookies)
        #expect(users.onStart.map(\.name) == ["GET /", "POST /api/auth/login"])
        #expect(users.onStart[1].saves == [.init("token", .json("/access_token"))])
        #expect(
            users.tasks.map(\.name) == [
                "GET /api/chefs", "GET /api/profile", "GET /api/chefs/{id}", "GET /api/chefs/{id}",
                "GET /api/chefs/{id}", "POST /bookings", "GET /bookings/{id}",
            ])
        #expect(users.tasks[3].paths == ["/api/chefs/31"])
        #expect(users.headers.contains(.init("Authorization", "Bearer {{token}}")))
        #expect(users.headers.contains(.init("Accept-Language", "en-GB,en;q=0.9")))
        #expect(users.tasks[1].checks == [.status([200...200])], "a 304 is a 200 without the browser's cache")
        #expect(users.tasks[5].checks == [.status([302...302])])
        try imported.scenario.validate()
    }

    @Test("The think time makes a pass as long as the recording")
    func thinkTime() throws {
        let users = try #require(try chromium().scenario.classes.first)
        guard case .uniform(let from, let to) = users.thinkTime else {
            Issue.record("\(users.thinkTime) is not uniform")
            return
        }
        // 3.98 s and three times 2 s, over six gaps.
        #expect(abs((from + to) / 2 - 9.98 / 6) < 0.002)
        #expect(abs(to / from - 3) < 0.01)
    }

    @Test("No recorded secret is in the scenario", arguments: Scenario.UserClass.Order.allCases)
    func secrets(order: Scenario.UserClass.Order) throws {
        let imported = try chromium(order: order)
        let files = ScenarioWriter(remarks: imported.remarks).files(imported.scenario)
        let text = files.yaml + files.data.map(\.contents).joined()
        for secret in ["hunter2-secret", "eyJhbGci", "s3cr3t-cookie", "k3y-secret", "4111"] {
            #expect(!text.contains(secret), "\(secret)")
        }
        let data = try #require(imported.scenario.data.first)
        #expect(data.name == "secrets")
        #expect(Set(data.columns) == ["password", "api_key", "card_number"])
        #expect(data.rows == [["CHANGE-ME", "CHANGE-ME", "CHANGE-ME"]])
        let start = imported.scenario.classes[0].onStart
        #expect(start[1].body == #"{"email":"alice@example.com","password":"{{secrets.password}}","remember":true}"#)
        let booking = try #require(imported.scenario.classes[0].tasks.first { $0.method == "POST" })
        #expect(booking.body == "chef=12&note=%7B%7Bhi%7D%7D&card_number={{secrets.card_number}}")
        #expect(imported.remarks.contains { $0.contains("CHANGE-ME") && $0.contains("password") })
    }

    @Test("Headers of the connection, of the browser and of caches are dropped")
    func headers() throws {
        let imported = try chromium()
        let users = imported.scenario.classes[0]
        let names = Set(
            (users.headers + (users.onStart + users.tasks).flatMap(\.headers)).map { $0.name.lowercased() })
        #expect(names == ["accept", "accept-language", "authorization", "content-type", "origin", "referer"])
        let login = users.onStart[1].headers
        #expect(login.first { $0.name == "Referer" }?.value == "http://127.0.0.1:8000/")
        #expect(login.filter { $0.name == "Content-Type" }.map(\.value) == ["application/json"])
    }

    @Test("What is left out is told")
    func remarks() throws {
        let remarks = try chromium().remarks
        for part in [
            "1 requests that the browser's cache answered", "1 requests that got no answer", "status 5xx",
            "OPTIONS", "2 requests that were for assets", "answers with the token",
        ] {
            #expect(remarks.contains { $0.contains(part) }, "\(part) in \(remarks)")
        }
    }

    @Test("In random order equal requests are one task with their most frequent path first")
    func random() throws {
        let users = try chromium(order: .random).scenario.classes[0]
        #expect(users.order == .random)
        let chef = try #require(users.tasks.first)
        #expect(chef.name == "GET /api/chefs/{id}")
        #expect(chef.weight == 3)
        #expect(chef.paths == ["/api/chefs/12", "/api/chefs/31"])
        #expect(users.tasks.count == 5)
        let bounded = try chromium(.init(mostPaths: 1, mostTasks: 2), order: .random)
        #expect(bounded.scenario.classes[0].tasks.count == 2)
        #expect(bounded.scenario.classes[0].tasks[0].paths == ["/api/chefs/12"])
        #expect(bounded.remarks.contains { $0.contains("2 most frequent of 5") })
    }

    @Test("Assets are taken over when wanted")
    func assets() throws {
        let users = try chromium(.init(includesAssets: true)).scenario.classes[0]
        #expect(users.onStart.map(\.name) == ["GET /", "GET /static/app.js", "POST /api/auth/login"])
    }

    @Test("A recording of one server can be sent to another, and a base path is left out of the paths")
    func target() throws {
        let other = try chromium(.init(target: "http://localhost:9000/"))
        #expect(other.scenario.target == "http://localhost:9000")
        #expect(other.remarks.contains { $0.contains("is sent to http://localhost:9000") })
        let base = try chromium(.init(target: "http://127.0.0.1:8000/api"))
        #expect(base.scenario.target == "http://127.0.0.1:8000/api")
        #expect(base.scenario.classes[0].tasks[0].paths == ["/chefs?page=1&api_key={{secrets.api_key}}"])
        #expect(base.remarks.contains { $0.contains("another origin") })
        let remote = try chromium(.init(target: "https://shop.example"))
        #expect(remote.remarks.contains { $0.contains("allow_remote") })
        #expect(!remote.scenario.allowRemote)
        #expect(throws: ImportError.self) { try chromium(.init(target: "ftp://x")) }
    }

    @Test("Firefox: basic authorization becomes two values, cookies from the start are told")
    func firefox() throws {
        let imported = try HARImport().read(Array(HARFixture.firefox.utf8))
        let users = imported.scenario.classes[0]
        #expect(imported.scenario.target == "http://localhost:3000")
        #expect(users.headers.contains(.init("Authorization", "Basic {{basic secrets.user secrets.password}}")))
        #expect(imported.remarks.contains { $0.contains("cookies already") })
        // Sent at 0, 2, 5 and 7 s, each answered after 1 s.
        #expect(
            users.thinkTime == .uniform(from: 0.667, to: 2.0)
                || users.thinkTime.mean > 1.33 && users.thinkTime.mean < 1.34)
        try imported.scenario.validate()
    }

    @Test(
        "What is no HAR file is refused with a remedy",
        arguments: [
            "", "{", "[]", #"{"log":{}}"#, #"{"log":{"entries":{}}}"#, #"{"log":{"entries":[]}}"#,
            #"{"log":{"entries":[{"request":{}},7]}}"#,
            #"{"log":{"entries":[{"request":{"method":"GET","url":"ws://x/"},"response":{"status":101}}]}}"#,
        ])
    func refused(text: String) throws {
        let error = try #require(throws: ImportError.self) { try HARImport().read(Array(text.utf8)) }
        #expect(error.subject == "HAR file")
        #expect(!error.remedy.isEmpty)
    }

    @Test("A file cut off or damaged anywhere is refused or read, never more", arguments: 1...4 as ClosedRange<UInt64>)
    func fuzz(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed, stream: 1)
        let whole = Array(HARFixture.chromium.utf8)
        var outcomes = 0
        for _ in 0..<25 {
            var bytes = whole
            if random.next() % 2 == 0 {
                bytes.removeLast(Int(random.next(in: 1...UInt64(bytes.count))))
            } else {
                for _ in 0..<5 { bytes[Int(random.next(in: 0...UInt64(bytes.count - 1)))] = UInt8(random.next() % 256) }
            }
            outcomes += Fuzzing.isReadOrRefused { () throws(ImportError) in try HARImport().read(bytes) } ? 1 : 0
        }
        #expect(outcomes == 25, "seed \(seed)")
    }
}
