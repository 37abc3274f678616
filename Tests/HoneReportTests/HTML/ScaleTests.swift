import Testing

@testable import HoneReport

@Suite struct ScaleTests {
    @Test func linearScalesBeginAtZeroAndEndAtARoundNumber() {
        let scale = Scale.linear(to: 136, start: 100, end: 600)
        #expect(scale.domain == 0...150)
        #expect(scale(0) == 100)
        #expect(scale(150) == 600)
        #expect(scale(75) == 350)
        #expect(scale.ticks == [0, 50, 100, 150])
    }

    @Test func logarithmicScalesGiveEqualRatiosEqualRoom() {
        let scale = Scale.logarithmic(from: 1, to: 100, start: 0, end: 100)
        #expect(abs((scale(10) - scale(1)) - (scale(100) - scale(10))) < 1e-9)
        #expect(scale.ticks.contains(10))
        #expect(scale.ticks.allSatisfy { scale.domain.contains($0) })
    }

    @Test(arguments: [(0.7, 1.0), (1, 1), (1.2, 2), (2.2, 2.5), (3, 5), (7, 10), (30, 50), (0.03, 0.05)])
    func stepsAreRound(_ rough: Double, _ step: Double) { #expect(abs(Scale.roundStep(rough) - step) < 1e-9) }

    @Test(arguments: [0.0, -1, .nan, .infinity])
    func wildValuesMakeNoWildScale(_ value: Double) {
        for scale in [
            Scale.linear(to: value, start: 0, end: 10), Scale.logarithmic(from: value, to: value, start: 0, end: 10),
        ] {
            #expect(scale.ticks.count < 30)
            #expect((0...10).contains(scale(5)))
            #expect((0...10).contains(scale(value)))
        }
    }

    @Test func valuesOutsideLieAtTheEnds() {
        let scale = Scale(domain: 0...10, start: 100, end: 0)
        #expect(scale(-5) == 100)
        #expect(scale(50) == 0)
    }
}
