import HoneCore
import HoneLoad

/// The time of a run along the bottom of a chart.
struct SecondsAxis {
    let left = 76.0
    let right = 936.0
    /// Seconds to pixels.
    let scale: Scale

    /// From the start of the recording to the end of the last interval.
    init(_ series: [SeriesPoint]) {
        let start = series.first?.second ?? 0
        let end = series.last.map { $0.second + $0.length } ?? 1
        scale = Scale(domain: start...max(end, start + 1), start: left, end: right)
    }

    func draw(top: Double, bottom: Double, into drawing: inout Drawing) {
        for tick in scale.ticks {
            drawing.line(scale(tick), bottom, scale(tick), bottom + 5, "axis")
            drawing.text(Self.title(tick), scale(tick), bottom + 20, "tick", anchor: .middle)
        }
        drawing.line(left, bottom, right, bottom, "axis")
    }

    /// `45 s` below two minutes, `12:30` from there on.
    static func title(_ seconds: Double) -> String {
        guard seconds >= 120 else { return "\(Numbers.short(seconds)) s" }
        let whole = Numbers.whole(seconds)
        let rest = whole % 60
        return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension [SeriesPoint] {
    /// At most `most` points: neighbours are added up where there are more.
    func thinned(to most: Int) -> [SeriesPoint] {
        guard count > most, most > 0 else { return self }
        let width = (count + most - 1) / most
        return stride(from: 0, to: count, by: width).map { start in
            let part = self[start..<Swift.min(start + width, count)]
            var sum = part[part.startIndex]
            for point in part.dropFirst() {
                sum.length += point.length
                sum.users = Swift.max(sum.users, point.users)
                sum.requests += point.requests
                sum.failures += point.failures
                sum.bytesReceived += point.bytesReceived
                sum.distribution.add(point.distribution)
            }
            return sum
        }
    }
}
