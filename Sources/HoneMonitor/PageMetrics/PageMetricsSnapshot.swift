import HoneCore

/// What browsers measured so far.
public struct PageMetricsSnapshot: Sendable, Codable, Equatable {
    /// The pages in the order they were first seen; the last is `other` when something was folded into it.
    public var pages: [PageSnapshot]
    /// The most pages told apart.
    public var maximumPages: Int
    /// Visits counted under `other` because that many pages were told apart already.
    public var foldedViews: Int
    /// Measurements that were not recorded.
    public var refused: Refused

    /// How many measurements were not recorded, and why.
    public struct Refused: Sendable, Codable, Equatable {
        /// Longer than allowed.
        public var tooLarge = 0
        /// More than are looked at.
        public var tooMany = 0
        /// Not readable, or out of range.
        public var malformed = 0

        /// None.
        public init() {}
    }

    /// A snapshot from its parts.
    public init(pages: [PageSnapshot], maximumPages: Int, foldedViews: Int, refused: Refused) {
        self.pages = pages
        self.maximumPages = maximumPages
        self.foldedViews = foldedViews
        self.refused = refused
    }
}

/// What browsers measured of one page. Times are in milliseconds, the layout shift has no unit.
public struct PageSnapshot: Sendable, Codable, Equatable {
    /// The name of the page: its path with ids folded, such as `/chefs/{id}`; `other` for those beyond the bound.
    public var page: String
    /// Visits.
    public var count: Int
    /// Time to first byte.
    public var ttfb: Values?
    /// First Contentful Paint.
    public var fcp: Values?
    /// Largest Contentful Paint.
    public var lcp: Values?
    /// Cumulative Layout Shift.
    public var cls: Values?
    /// Interaction to Next Paint.
    public var inp: Values?
    /// Until the DOM can be used.
    public var domInteractive: Values?
    /// Until everything was loaded.
    public var load: Values?

    /// A metric over the visits that measured it; a value is within 1.6 % of what was sent.
    public struct Values: Sendable, Codable, Equatable {
        /// Visits that measured it.
        public var count: Int
        /// Their sum.
        public var sum: Double
        /// Median.
        public var p50: Double
        /// What three visits in four do not exceed: the figure that Web Vitals are judged by.
        public var p75: Double
        /// 95th percentile.
        public var p95: Double

        /// Values from their parts.
        public init(count: Int, sum: Double, p50: Double, p75: Double, p95: Double) {
            self.count = count
            self.sum = sum
            self.p50 = p50
            self.p75 = p75
            self.p95 = p95
        }
    }

    /// The values of a metric; nil when no visit measured it.
    public subscript(metric: PageMetric) -> Values? {
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

    init(page: String, figures: PageFigures) {
        func values(_ metric: PageMetric) -> Values? {
            figures.values[metric].map { distribution in
                Values(
                    count: distribution.count, sum: figures.sums[metric] ?? 0,
                    p50: distribution.milliseconds(atPercentile: 50), p75: distribution.milliseconds(atPercentile: 75),
                    p95: distribution.milliseconds(atPercentile: 95))
            }
        }
        self.page = page
        count = figures.count
        ttfb = values(.ttfb)
        fcp = values(.fcp)
        lcp = values(.lcp)
        cls = values(.cls)
        inp = values(.inp)
        domInteractive = values(.domInteractive)
        load = values(.load)
    }
}
