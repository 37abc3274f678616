// The few functions of the normal and Student distributions that the comparisons need.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Φ(z): the share of a standard normal distribution below `z`.
func normalCumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

/// Φ⁻¹(p) for 0 < p < 1, by Newton's method on Φ from a logistic start; exact to rounding.
package func normalQuantile(_ p: Double) -> Double {
    var z = log(p / (1 - p)) / 1.702
    for _ in 0..<60 {
        let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        guard density > 0 else { break }
        let step = (normalCumulative(z) - p) / density
        z -= max(-1, min(1, step))
        if abs(step) < 1e-12 { break }
    }
    return z
}

/// The quantile of Student's t with `degrees` of freedom, by bisection on its cumulative distribution.
package func studentQuantile(_ p: Double, degrees: Int) -> Double {
    var low = -1_000.0
    var high = 1_000.0
    for _ in 0..<80 {
        let middle = (low + high) / 2
        if studentCumulative(middle, degrees: degrees) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
}

/// The share of Student's t below `t`. Exact for whole degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4).
func studentCumulative(_ t: Double, degrees: Int) -> Double {
    let theta = atan(t / Double(degrees).squareRoot())
    let cosine = cos(theta)
    var share: Double
    if degrees % 2 == 1 {
        var sum = 0.0
        var term = cosine
        var k = 1
        while k <= degrees - 2 {
            sum += term
            term *= cosine * cosine * Double(k + 1) / Double(k + 2)
            k += 2
        }
        share = 2 / Double.pi * (theta + sin(theta) * sum)
    } else {
        var sum = 0.0
        var term = 1.0
        var k = 0
        while k <= degrees - 2 {
            sum += term
            term *= cosine * cosine * Double(k + 1) / Double(k + 2)
            k += 2
        }
        share = sin(theta) * sum
    }
    share = max(-1, min(1, share))
    return (1 + share) / 2
}
