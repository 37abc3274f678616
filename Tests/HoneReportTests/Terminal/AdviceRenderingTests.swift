import HoneDatabase
import Testing

@testable import HoneReport

@Suite("Advice on a terminal")
struct AdviceRenderingTests {
    @Test("Indexes, drops, statements, endpoints, what was skipped and the sum")
    func all() throws {
        let text = TerminalRenderer().advice(try SampleAdvice.advice())
        for words in [
            "CREATE INDEX hone_bookings_chef ON bookings(chef_id);", "saves 61.5 ms", "6.15 ms less",
            "DROP INDEX \"old\";", "hone_bookings_chef begins with the columns of old",
            "SELECT * FROM bookings WHERE chef_id = ?",
            "calls/min", "120", "GET /a", "SELECT * FROM gone: it does not compile", "The time ran out.", "70.2 ms",
        ] {
            #expect(text.contains(words), "\(words) in:\n\(text)")
        }
        #expect(!text.contains("\u{1B}"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("Without advice it says that none pays")
    func none() throws {
        let text = TerminalRenderer().advice(try SampleAdvice.advice(indexes: 0))
        #expect(text.contains("No index pays"))
        #expect(!text.contains("Indices that pay"))
    }

    @Test("The script makes indexes and leaves drops in comments")
    func script() throws {
        let lines = try SampleAdvice.advice().script.split(separator: "\n")
        #expect(lines[0] == "CREATE INDEX hone_bookings_chef ON bookings(chef_id);")
        #expect(lines.count == 3)
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("-- ") })
        #expect(lines[2] == "-- DROP INDEX \"old\";")
    }
}
