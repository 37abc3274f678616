import Foundation

/// Where a value lies on an axis, and the round values that the axis shows.
struct Scale: Equatable {
    /// The smallest and the largest value on the axis.
    var domain: ClosedRange<Double>
    /// Where they lie, in pixels; may run backwards, as a vertical axis does.
    var start: Double
    /// See `start`.
    var end: Double
    /// Equal distances are equal ratios.
    var isLogarithmic = false

    /// The place of a value in pixels; values outside lie at the ends.
    func callAsFunction(_ value: Double) -> Double {
        guard value.isFinite else { return start }
        let clamped = min(domain.upperBound, max(domain.lowerBound, value))
        let share =
            isLogarithmic
            ? log(clamped / domain.lowerBound) / max(1e-12, log(domain.upperBound / domain.lowerBound))
            : (clamped - domain.lowerBound) / max(1e-12, domain.upperBound - domain.lowerBound)
        return start + share * (end - start)
    }

    /// A linear axis from 0 to a round number at or above `largest`.
    static func linear(to largest: Double, start: Double, end: Double) -> Scale {
        let top = largest.isFinite && largest > 0 ? largest : 1
        let step = roundStep(top / 5)
        return Scale(domain: 0...(step * (top / step).rounded(.up)), start: start, end: end)
    }

    /// A logarithmic axis that holds both values, which must be positive, with some air.
    static func logarithmic(from smallest: Double, to largest: Double, start: Double, end: Double) -> Scale {
        let low = smallest.isFinite && smallest > 0 ? smallest : 1
        let high = largest.isFinite && largest > low ? largest : low * 10
        return Scale(domain: (low / 1.25)...(high * 1.25), start: start, end: end, isLogarithmic: true)
    }

    /// An axis for values of very different or similar size: ratios beyond 20 press the smaller ones flat onto a linear
    /// axis, so those get a logarithmic one. Both ends are above 0.
    static func fitting(from smallest: Double, to largest: Double, start: Double, end: Double) -> Scale {
        largest / smallest > 20
            ? logarithmic(from: smallest, to: largest, start: start, end: end)
            : linear(to: largest * 1.05, start: start, end: end)
    }

    /// Round values on the axis, at most about seven.
    var ticks: [Double] {
        guard isLogarithmic else {
            let step = Self.roundStep((domain.upperBound - domain.lowerBound) / 5)
            let first = (domain.lowerBound / step).rounded(.up)
            let last = (domain.upperBound / step + 1e-9).rounded(.down)
            guard last >= first, last - first < 100 else { return [] }
            return stride(from: first, through: last, by: 1).map { $0 * step }
        }
        let decades = Int(log10(domain.lowerBound).rounded(.down))...Int(log10(domain.upperBound).rounded(.up))
        let wide = decades.count > 3
        let all = decades.flatMap { decade in
            (wide ? [1.0] : [1, 2, 5]).map { $0 * pow(10, Double(decade)) }
        }
        return all.filter { domain.contains($0) }
    }

    /// 1, 2, 2.5 or 5 times a power of ten, at or above `rough`.
    static func roundStep(_ rough: Double) -> Double {
        guard rough.isFinite, rough > 0 else { return 1 }
        let power = pow(10, log10(rough).rounded(.down))
        let factor = [1, 2, 2.5, 5, 10].first { $0 * power >= rough * (1 - 1e-9) } ?? 10
        return factor * power
    }
}
