import HoneHTTP
import Testing

@testable import HoneLoad

/// Answers as they may come, and what is made of them.
struct JudgeTests {
    struct Answer {
        var status = 200
        var headers: [(String, String)] = []
        var body: [UInt8] = []

        init(_ status: Int = 200, _ headers: [(String, String)] = [], body: String = "") {
            self.init(status, headers, bytes: Array(body.utf8))
        }

        init(_ status: Int = 200, _ headers: [(String, String)] = [], bytes: [UInt8]) {
            (self.status, self.headers, self.body) = (status, headers, bytes)
        }
    }

    private func judge(
        _ answer: Answer, checks: [Scenario.Check] = [], saves: [Scenario.Save] = []
    ) throws -> (verdict: Judge.Verdict, saved: [[UInt8]?]) {
        let plan = try RequestPlan(
            Scenario(target: "http://127.0.0.1", tasks: [.init("GET", "/", checks: checks, saves: saves)]))
        let expectation = plan.tasks[0].expectation
        var sink = LoadSink()
        sink.expect(plan.tasks[0].interest)
        for (name, value) in answer.headers {
            Array(name.utf8).withUnsafeBytes { name in
                Array(value.utf8).withUnsafeBytes { sink.header(name: name, value: $0) }
            }
        }
        // In two pieces, as it may arrive.
        for piece in [answer.body.prefix(3), answer.body.dropFirst(3)] { piece.withUnsafeBytes { sink.body($0) } }
        var values = UserValues(user: 0, seed: 1, slots: plan.names.slots.count)
        let verdict = Judge(patterns: plan.patterns).judge(
            expectation, status: answer.status, sink: &sink, values: &values)
        return (verdict, (0..<plan.names.slots.count).map { values.value(.saved($0)) })
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var check: Scenario.Check
        var answer: @Sendable () -> Answer
        var holds: Bool
        var testDescription: String { "\(check) → \(holds)" }

        init(_ check: Scenario.Check, _ holds: Bool, _ answer: @escaping @autoclosure @Sendable () -> Answer) {
            (self.check, self.answer, self.holds) = (check, answer, holds)
        }
    }

    private static let json = #"{"total": 20, "items": [{"name": "Ravioli \u00e4"}], "none": null}"#

    static let cases: [Case] = [
        Case(.status([200...200]), true, Answer(200)),
        Case(.status([200...299, 404...404]), true, Answer(404)),
        Case(.status([200...299]), false, Answer(304)),
        Case(.size(0...0), true, Answer()),
        Case(.size(5...5), true, Answer(body: "12345")),
        Case(.size(6 ... .max), false, Answer(body: "12345")),
        Case(.body(.any), true, Answer()),
        Case(.body(.equal("hello")), true, Answer(body: "hello")),
        Case(.body(.equal("hello")), false, Answer(body: "hello ")),
        Case(.body(.contains("ell")), true, Answer(body: "hello")),
        Case(.body(.contains("")), true, Answer(body: "hello")),
        Case(.body(.contains("lo")), true, Answer(body: "hehellllo")),
        Case(.body(.contains("hello!")), false, Answer(body: "hello")),
        Case(.body(.contains("Hell")), false, Answer(body: "hello")),
        Case(.body(.regex("^h.*o$")), true, Answer(body: "hello")),
        Case(.body(.regex("[0-9]{3}")), false, Answer(body: "a12b")),
        Case(.value(.json("/total"), .equal("20")), true, Answer(body: json)),
        Case(.value(.json("/total"), .equal("21")), false, Answer(body: json)),
        Case(.value(.json("/items/0/name"), .contains("ä")), true, Answer(body: json)),
        Case(.value(.json("/items/1/name"), .any), false, Answer(body: json)),
        Case(.value(.json("/total"), .any), false, Answer(body: "<html>")),
        Case(.value(.header("ETag"), .any), true, Answer(200, [("etag", "x")])),
        Case(.value(.header("etag"), .equal("x")), true, Answer(200, [("ETAG", "x"), ("ETag", "y")])),
        Case(.value(.header("etag"), .any), false, Answer(200, [("x-etag", "x")])),
        Case(.value(.cookie("sid"), .equal("a=b")), true, Answer(200, [("Set-Cookie", "sid=a=b; Path=/")])),
        Case(.value(.cookie("sid"), .any), false, Answer(200, [("Set-Cookie", "sid2=a")])),
        Case(.value(.regex("id=([0-9]+)"), .equal("42")), true, Answer(body: "<a href='?id=42'>")),
        Case(.value(.regex("id=[0-9]+"), .equal("id=42")), true, Answer(body: "<a href='?id=42'>")),
        Case(.value(.regex("id=([0-9]+)"), .any), false, Answer(body: "<a href='?id=x'>")),
        Case(.value(.regex("(a)|(b)"), .any), false, Answer(body: "b")),
    ]

    @Test(arguments: cases)
    func checks(_ expected: Case) throws {
        let (verdict, _) = try judge(expected.answer(), checks: [expected.check])
        #expect(verdict.failedChecks == (expected.holds ? 0 : 1))
        #expect((verdict.failure == nil) == expected.holds)
    }

    @Test(
        arguments: [
            (404, nil, LoadErrorKind.status4xx), (500, nil, .status5xx), (399, nil, nil), (304, nil, nil),
            (404, 404, nil), (503, 200, .status5xx), (429, 200, .status4xx), (302, 200, .check), (200, 302, .check),
        ] as [(Int, Int?, LoadErrorKind?)])
    func statuses(status: Int, wanted: Int?, kind: LoadErrorKind?) throws {
        let (verdict, _) = try judge(Answer(status), checks: wanted.map { [.status([$0...$0])] } ?? [])
        #expect(verdict.failure == kind)
    }

    @Test func everyCheckIsLookedAtAndTheFirstFailureCounts() throws {
        let checks: [Scenario.Check] = [
            .status([200...200]), .body(.contains("yes")), .value(.header("x"), .any), .size(0...9),
        ]
        let (verdict, _) = try judge(Answer(500, body: "no"), checks: checks)
        #expect(verdict.failedChecks == 0b0111)
        #expect(verdict.failure == .status5xx)
        let (second, _) = try judge(Answer(200, [("X", "")], body: "no"), checks: checks)
        #expect(second == Judge.Verdict(failure: .check, failedChecks: 0b0010))
    }

    @Test func moreThan64ChecksShareTheLastPlace() throws {
        let checks = (0..<70).map { Scenario.Check.size(0...($0 == 69 ? 1 : 99)) }
        #expect(try judge(Answer(body: "long"), checks: checks).verdict.failedChecks == 1 << 63)
    }

    // MARK: Bodies

    @Test(arguments: [ContentCoding.gzip, .br, .zstd], [true, false])
    func codedBodiesAreLookedAtPlain(coding: ContentCoding, isWhole: Bool) throws {
        let plain = Array("{\"name\": \"\(String(repeating: "Ravioli ", count: 500))\"}".utf8)
        let coded = try coding.compress(plain)
        let answer = Answer(
            200, [("Content-Encoding", coding.rawValue.uppercased()), ("X", "y")],
            bytes: isWhole ? coded : Array(coded.dropLast(4)))
        let (verdict, saved) = try judge(
            answer,
            checks: [
                .body(.contains("Ravioli Ravioli")), .size(answer.body.count...answer.body.count),
                .value(.header("x"), .equal("y")), .value(.json("/name"), .any), .value(.regex("Ravi(oli)"), .any),
            ], saves: [.init("name", .regex("Ravi(oli)"))])
        #expect(verdict.failedChecks == (isWhole ? 0 : 0b11001))
        #expect(saved == [isWhole ? Array("oli".utf8) : nil])
    }

    @Test func aCodingNobodyKnowsCannotBeRead() throws {
        let answer = Answer(200, [("Content-Encoding", "compress")], body: #"{"a": 1}"#)
        #expect(try judge(answer, checks: [.body(.any), .value(.json("/a"), .any)]).verdict.failedChecks == 0b11)
        #expect(try judge(answer, checks: [.size(8...8)]).verdict.failure == nil)
        let plain = Answer(200, [("Content-Encoding", "Identity")], body: #"{"a": 1}"#)
        #expect(try judge(plain, checks: [.value(.json("/a"), .any)]).verdict.failure == nil)
    }

    @Test func aBodyThatIsCutCannotBeRead() throws {
        let body = Array(#"{"a": 1}"#.utf8) + [UInt8](repeating: 0x20, count: LoadSink.bodyLimit)
        let (verdict, _) = try judge(
            Answer(200, bytes: body), checks: [.value(.json("/a"), .any), .size(body.count...body.count)])
        #expect(verdict.failedChecks == 0b01)
    }

    // MARK: Saved values

    @Test func valuesAreKeptInTheirSlots() throws {
        let (verdict, saved) = try judge(
            Answer(201, [("Location", "/b/7"), ("Set-Cookie", "sid=s1; HttpOnly")], body: #"{"id": 7, "t": "x\ny"}"#),
            saves: [
                .init("place", .header("location")), .init("session", .cookie("sid")), .init("id", .json("/id")),
                .init("text", .json("/t")), .init("all", .regex("\"id\": (\\d+)")),
            ])
        #expect(verdict == Judge.Verdict())
        #expect(saved == ["/b/7", "s1", "7", "x\ny", "7"].map { Array($0.utf8) })
    }

    @Test func aMissingValueIsAFailureOfItsOwn() throws {
        let saves: [Scenario.Save] = [.init("a", .json("/a")), .init("b", .json("/b"))]
        let (verdict, _) = try judge(Answer(body: #"{"a": 1}"#), saves: saves)
        #expect(verdict.failure == .noValue)
        let (failed, saved) = try judge(Answer(500, body: #"{"a": 1, "b": 2}"#), saves: saves)
        #expect(failed.failure == .status5xx)
        #expect(saved == [nil, nil])
    }

    @Test(
        arguments: [
            (Scenario.Check.status([200...200, 300...399]), "status 200, 300-399"),
            (.value(.json("/total"), .equal("20")), "/total is 20"), (.value(.json(""), .any), "JSON is there"),
            (.value(.header("ETag"), .any), "header ETag is there"),
            (.value(.cookie("sid"), .contains("x")), "cookie sid contains x"), (.body(.regex("a+")), "body matches a+"),
            (.value(.regex("a+"), .equal("aa")), "match of a+ is aa"), (.size(5 ... .max), "size ≥ 5"),
            (.size(5...9), "size 5-9"),
        ] as [(Scenario.Check, String)])
    func checksInWords(check: Scenario.Check, words: String) throws {
        #expect(check.description == words)
        let plan = try RequestPlan(Scenario(target: "http://127.0.0.1", tasks: [.init("GET", "/", checks: [check])]))
        #expect(plan.tasks[0].expectation.names == [words])
    }

    @Test func whatNobodyLooksAtIsNotKept() throws {
        let plan = try RequestPlan(
            Scenario(
                target: "http://127.0.0.1",
                tasks: [
                    .init("GET", "/"), .init("GET", "/", checks: [.status([200...200]), .size(0...9)]),
                    .init("GET", "/", checks: [.value(.header("x"), .any)]), .init("GET", "/", checks: [.body(.any)]),
                    .init("GET", "/", saves: [.init("c", .cookie("c"))]),
                ]))
        #expect(plan.tasks.map(\.interest) == [[], [], .fields, .body, .cookies])
        #expect(plan.tasks.map(\.expectation.isTrivial) == [true, false, false, false, false])
        #expect(plan.patterns.isEmpty)
    }

    @Test func onePatternIsCompiledOnce() throws {
        let check = Scenario.Check.body(.regex("a"))
        let plan = try RequestPlan(
            Scenario(
                target: "http://127.0.0.1",
                tasks: [.init("GET", "/", checks: [check]), .init("GET", "/b", checks: [check, .body(.regex("b"))])]))
        #expect(plan.patterns == ["a", "b"])
    }
}
