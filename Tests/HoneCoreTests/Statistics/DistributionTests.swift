import Testing

@testable import HoneCore

@Suite("Distributions")
struct DistributionTests {
    // Quantiles from the tables of Abramowitz and Stegun, 26.1 and 26.10.
    @Test("Student's t", arguments: [(1, 12.706), (2, 4.303), (3, 3.182), (6, 2.447), (13, 2.160), (60, 2.000)])
    func student(degrees: Int, quantile: Double) {
        #expect(abs(studentQuantile(0.975, degrees: degrees) - quantile) < 0.001)
    }

    @Test("Normal", arguments: [(0.5, 0.0), (0.8, 0.8416), (0.975, 1.95996), (0.0001, -3.71902)])
    func normal(share: Double, quantile: Double) {
        #expect(abs(normalQuantile(share) - quantile) < 1e-4)
        #expect(abs(normalCumulative(normalQuantile(share)) - share) < 1e-9)
    }

    // Exact two-sided values from the tables of Mann and Whitney's test.
    @Test("Mann-Whitney, exact")
    func mannWhitneyExact() {
        #expect(abs(mannWhitney([1, 2, 3, 4], [5, 6, 7, 8]) - 2.0 / 70) < 1e-12)
        #expect(abs(mannWhitney([1, 2, 3], [4, 5, 6]) - 0.1) < 1e-12)
        #expect(mannWhitney([1, 4], [2, 3]) == 1)
    }

    @Test("Mann-Whitney with ties falls back to the normal form")
    func mannWhitneyTies() {
        #expect(mannWhitney([1, 1, 1, 1], [1, 1, 1, 1]) == 1)
        let p = mannWhitney(Array(repeating: 1, count: 12) + [2], Array(repeating: 3, count: 13))
        #expect(p < 0.001)
    }
}
