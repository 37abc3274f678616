/// What a browser measured of one visit of a page. Times are in milliseconds from the start of the navigation.
///
/// Sources: Navigation Timing Level 2, Paint Timing, Largest Contentful Paint, Layout Instability and Event Timing of
/// the W3C; their use as Web Vitals is described on web.dev.
public struct PageMeasurement: Sendable, Equatable, Decodable {
    /// The path of the page, or a template that the page names itself.
    public var page: String
    /// Time to first byte.
    public var ttfb: Double?
    /// First Contentful Paint.
    public var fcp: Double?
    /// Largest Contentful Paint.
    public var lcp: Double?
    /// Cumulative Layout Shift; no unit.
    public var cls: Double?
    /// Interaction to Next Paint.
    public var inp: Double?
    /// The DOM can be used.
    public var domInteractive: Double?
    /// Everything was loaded.
    public var load: Double?

    /// A measurement from its parts.
    public init(
        page: String, ttfb: Double? = nil, fcp: Double? = nil, lcp: Double? = nil, cls: Double? = nil,
        inp: Double? = nil, domInteractive: Double? = nil, load: Double? = nil
    ) {
        self.page = page
        self.ttfb = ttfb
        self.fcp = fcp
        self.lcp = lcp
        self.cls = cls
        self.inp = inp
        self.domInteractive = domInteractive
        self.load = load
    }

    /// The longest time that is believed: 10 minutes. A page that takes longer was left open in the background.
    public static let longestMilliseconds = 600_000.0
    /// The largest layout shift that is believed. Above 0.25 is poor; 100 is a page that never holds still.
    public static let largestShift = 100.0

    /// The value of a metric; nil when the browser did not measure it.
    public subscript(metric: PageMetric) -> Double? {
        switch metric {
        case .ttfb: ttfb
        case .fcp: fcp
        case .lcp: lcp
        case .cls: cls
        case .inp: inp
        case .domInteractive: domInteractive
        case .load: load
        }
    }

    /// What is wrong with the measurement, in one sentence; nil when nothing is.
    var problem: String? {
        guard page.hasPrefix("/") else { return "page must be a path that begins with a slash." }
        guard PageMetric.allCases.contains(where: { self[$0] != nil }) else {
            return "nothing was measured; send at least one of \(PageMetric.allCases.map(\.rawValue))."
        }
        for metric in PageMetric.allCases {
            guard let value = self[metric] else { continue }
            let most = metric == .cls ? Self.largestShift : Self.longestMilliseconds
            guard value.isFinite, value >= 0, value <= most else {
                return "\(metric.rawValue) must be from 0 to \(Int(most)), not \(value)."
            }
        }
        return nil
    }
}

/// What a browser measures of a visit.
public enum PageMetric: String, Sendable, Codable, CaseIterable {
    /// Time to first byte, ms.
    case ttfb
    /// First Contentful Paint, ms.
    case fcp
    /// Largest Contentful Paint, ms.
    case lcp
    /// Cumulative Layout Shift; no unit.
    case cls
    /// Interaction to Next Paint, ms.
    case inp
    /// Until the DOM can be used, ms.
    case domInteractive
    /// Until everything was loaded, ms.
    case load
}
