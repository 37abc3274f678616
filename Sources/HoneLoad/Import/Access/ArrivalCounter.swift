/// How many requests came when, in bounded memory: in all, and in the busiest minute.
struct ArrivalCounter {
    private(set) var count = 0
    private var first = Double.infinity
    private var last = -Double.infinity
    private var minutes: [Int: Int] = [:]
    private var peak: (minute: Int, count: Int) = (0, 0)

    /// Minutes kept. Lines are nearly in order, so that those of an hour before the latest can be forgotten.
    private static let mostMinutes = 1_024

    mutating func add(_ time: Double) {
        count += 1
        first = min(first, time)
        last = max(last, time)
        let minute = Int(time / 60)
        minutes[minute, default: 0] += 1
        let here = minutes[minute] ?? 0
        if here > peak.count || here == peak.count && minute < peak.minute { peak = (minute, here) }
        if minutes.count > Self.mostMinutes {
            let limit = (minutes.keys.max() ?? 0) - 60
            minutes = minutes.filter { $0.key >= limit }
        }
    }

    /// From the first request to the last, in whole seconds as logs count them, at least 1.
    var seconds: Double { count == 0 ? 1 : max(1, (last - first).rounded(.down) + 1) }

    /// Requests per second over all of the log.
    var rate: Double { Double(count) / seconds }

    /// Requests per second in the busiest minute.
    var peakRate: Double { Double(peak.count) / min(60, seconds) }

    /// When the busiest minute began, as `HH:MM` of UTC.
    var peakTime: String {
        let minute = ((peak.minute % 1_440) + 1_440) % 1_440
        let (hours, rest) = (minute / 60, minute % 60)
        return (hours < 10 ? "0" : "") + "\(hours):" + (rest < 10 ? "0" : "") + "\(rest)"
    }
}
