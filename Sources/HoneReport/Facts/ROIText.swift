import HoneAgent

/// The return on the work, said as what it is: arithmetic on estimated hours and measured gains.
enum ROIText {
    /// The sentences; none when there is nothing to reckon.
    static func sentences(_ roi: ReturnOnInvestment?) -> [String] {
        guard let roi else { return [] }
        var gains: [String] = []
        if let gain = roi.responseGain {
            gains.append("the mean response time at the reference load changed by \(Numbers.gain(-gain))")
        }
        if let factor = roi.capacityFactor {
            gains.append("\(Numbers.times(factor)) as many users are served within the thresholds")
        }
        if let milliseconds = roi.millisecondsPerRequestAndCost {
            gains.append("each unit of money saves \(Numbers.milliseconds(milliseconds)) of waiting per request")
        }
        let hours =
            "The work whose gain was proven is estimated at \(Numbers.hours(roi.hours)); at \(Numbers.short(roi.rate)) "
            + "an hour that is \(Numbers.plain(roi.cost))."
        let measured = gains.isEmpty ? "What it gained was not measured." : "For it, \(gains.joined(separator: "; "))."
        return [
            hours + " " + measured
                + " This is arithmetic: the hours are the plan's estimate, the gains were measured on the machine "
                + "below, and no earnings are forecast."
        ]
    }
}
