import HoneCore
import Testing

@Suite("Quantities")
struct QuantityTests {
    static let times: [(text: String, seconds: Double?)] = [
        ("10s", 10), ("1.5s", 1.5), (" 100 ms ", 0.1), ("900us", 0.0009), ("7µs", 0.000_007), ("2min", 120),
        ("1h", 3_600),
        ("0s", 0), ("1e3ms", 1), ("5E-1s", 0.5), ("1e+2s", 100), ("0.1s", 0.1), (".5s", 0.5), ("10", nil),
        ("10 m", nil),
        ("10S", nil),
        ("1/s", nil), ("1e400s", nil),
    ]

    @Test(arguments: times.indices)
    func timesAreSeconds(index: Int) {
        let row = Self.times[index]
        #expect(Quantity(row.text)?.seconds == row.seconds, "\(row.text)")
    }

    @Test(arguments: ["", "s", "-1s", "+1s", ".", ".s", "1.2.3s", "one s", "e5s", "١s"])
    func whatIsNoNumberIsNone(text: String) { #expect(Quantity(text) == nil) }

    @Test func ratesArePerSecond() {
        #expect(Quantity("50/s")?.perSecond == 50)
        #expect(Quantity("30/min")?.perSecond == 0.5)
        #expect(Quantity("50 /s")?.perSecond == 50)
        #expect(Quantity("50")?.perSecond == nil)
        #expect(Quantity("50s")?.perSecond == nil)
    }

    @Test(arguments: [
        ("1500", -3, "1.5"), ("0.001", 2, "0.1"), ("1e-05", 2, "0.001"), ("150.0", 0, "150"), ("0.0", 2, "0"),
        ("12.25", 1, "122.5"), ("12.25", 4, "122500"), ("1e+16", 0, "10000000000000000"), ("7", -3, "0.007"),
        (".5", 3, "500"), (".5", 0, "0.5"),
    ])
    func digitsAreShifted(text: String, power: Int, expected: String) throws {
        let quantity = try #require(Quantity(text))
        #expect(quantity.text(timesTenTo: power) == expected)
        #expect(Double(expected) == quantity.value(timesTenTo: power))
    }
}
