import NIOCore
import Testing

@testable import HoneLoad

struct TemplateTests {
    private func fill(_ text: String, _ values: inout UserValues) throws -> String {
        var buffer = ByteBuffer()
        let isWhole = try Template(text, field: "body").write(into: &buffer, values: &values)
        #expect(isWhole)
        return String(buffer: buffer)
    }

    @Test(arguments: ["", "plain", "{single}", "}} {", "ü"])
    func textWithoutValuesStays(text: String) throws {
        var values = UserValues(user: 0, seed: 1)
        #expect(try fill(text, &values) == text)
        #expect(try Template(text, field: "body").fixed == Array(text.utf8))
    }

    @Test func sequencesNeverRepeatAmongUsers() throws {
        var seen: Set<String> = []
        for user in 0..<7 {
            var values = UserValues(user: user, seed: 1)
            for _ in 0..<50 { seen.insert(try fill("{{sequence}}", &values)) }
        }
        #expect(seen.count == 350)
        #expect(seen.contains("49000006"))
    }

    @Test func randomNumbersStayInRangeAndReachItsEnds() throws {
        var values = UserValues(user: 3, seed: 7)
        var seen: Set<Int> = []
        for _ in 0..<500 { seen.insert(try #require(Int(try fill("{{random 5 9}}", &values)))) }
        #expect(seen == [5, 6, 7, 8, 9])
    }

    @Test func theSeedFixesEveryValue() throws {
        func text(seed: UInt64, user: Int) throws -> String {
            var values = UserValues(user: user, seed: seed)
            return try fill("{{random 1 1000000}}-{{ random 1 1000000 }}-{{user}}", &values)
        }
        #expect(try text(seed: 1, user: 2) == text(seed: 1, user: 2))
        #expect(try text(seed: 1, user: 2) != text(seed: 2, user: 2))
        #expect(try text(seed: 1, user: 2).hasSuffix("-2"))
    }

    @Test(arguments: [0, 1, 9, 10, 12_345, UInt64.max])
    func decimalsAreWrittenAsDigits(value: UInt64) {
        var buffer = ByteBuffer()
        buffer.writeDecimal(value)
        #expect(String(buffer: buffer) == "\(value)")
    }
}
