/// The requests of a HAR file that a scenario takes over, in the order they were sent.
struct HARRecording {
    /// A request and what of its URL follows the target.
    struct Step {
        var entry: HARFile.Entry
        /// Path and query as recorded.
        var path: String
    }

    /// Where requests go.
    var target: String
    var steps: [Step] = []
    /// What was left out.
    var remarks: [String] = []

    /// - Throws: ``ImportError`` when nothing can be taken over.
    init(_ file: HARFile, settings: ImportSettings) throws(ImportError) {
        var left: [(reason: String, count: Int)] = []
        func leave(_ reason: String, _ count: Int = 1) {
            if let index = left.firstIndex(where: { $0.reason == reason }) {
                left[index].count += count
            } else if count > 0 {
                left.append((reason, count))
            }
        }
        leave("could not be read", file.unreadable)
        var candidates: [(step: Step, origin: Origin)] = []
        for entry in file.entries {
            guard let url = try? ParsedURL(Self.encoded(entry.url), field: "url") else {
                leave("have no http or https URL")
                continue
            }
            if let reason = Self.reason(against: entry, url: url, settings) {
                leave(reason)
            } else {
                candidates.append((Step(entry: entry, path: url.path), url.origin))
            }
        }
        var counts: [Origin: Int] = [:]
        for candidate in candidates { counts[candidate.origin, default: 0] += 1 }
        // The first of the most frequent, so that the same file always gives the same scenario.
        let most = counts.values.max()
        guard let frequent = candidates.first(where: { counts[$0.origin] == most })?.origin else {
            throw ImportError(
                "HAR file", found: "none of its \(file.entries.count) requests can be taken over",
                remedy: "record again with the browser's cache disabled, or include assets")
        }
        target = frequent.url
        var origin = frequent
        var base = ""
        if let wanted = settings.target {
            target = try settings.checkedTarget(wanted, subject: "HAR file")
            if let url = try? ParsedURL(target, field: "target") {
                let prefix = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
                if candidates.contains(where: { $0.origin == url.origin && Self.isUnder(prefix, $0.step.path) }) {
                    origin = url.origin
                    base = prefix
                } else {
                    remarks.append("what was recorded from \(frequent.url) is sent to \(target)")
                }
            }
        }
        for candidate in candidates {
            guard candidate.origin == origin, Self.isUnder(base, candidate.step.path) else {
                leave("went to another origin")
                continue
            }
            var step = candidate.step
            step.path = String(step.path.dropFirst(base.count))
            if !step.path.hasPrefix("/") { step.path = "/" + step.path }
            steps.append(step)
        }
        remarks += left.map { "left out: \($0.count) requests that \($0.reason)" }
        // Browsers write entries in the order in which answers came.
        if steps.allSatisfy({ $0.entry.start != nil }) {
            let order = steps.indices.sorted { left, right in
                let (first, second) = (steps[left].entry.start ?? 0, steps[right].entry.start ?? 0)
                return first == second ? left < right : first < second
            }
            steps = order.map { steps[$0] }
        }
    }

    private static func reason(against entry: HARFile.Entry, url: ParsedURL, _ settings: ImportSettings) -> String? {
        if entry.isFromCache { return "the browser's cache answered" }
        if entry.status < 100 { return "got no answer" }
        if entry.status == 101 { return "became a WebSocket" }
        if entry.method == "OPTIONS" || entry.method == "CONNECT" || entry.resourceType == "preflight" {
            return "a browser or a proxy made by itself (OPTIONS, CONNECT)"
        }
        if entry.status >= 500 { return "the server failed at (status 5xx)" }
        let assets = ["image", "font", "stylesheet", "script", "media", "manifest"]
        let isAsset =
            isReading(entry.method)
            && (assets.contains(entry.resourceType) || PathTemplate.isAsset(mediaType: entry.type)
                || PathTemplate.isAsset(url.path))
        if isAsset, !settings.includesAssets { return "were for assets (images, fonts, styles, scripts, media)" }
        return nil
    }

    /// The URL with its path fit for a request line; what a user name in it said is dropped.
    private static func encoded(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        let path = PercentCoding.requestTarget(String(rest[authority.endIndex...]))
        return url[..<scheme.upperBound] + host + path
    }

    private static func isUnder(_ base: String, _ path: String) -> Bool {
        guard path.hasPrefix(base) else { return false }
        let next = path.dropFirst(base.count).first
        return base.isEmpty || next == nil || next == "/" || next == "?"
    }
}
