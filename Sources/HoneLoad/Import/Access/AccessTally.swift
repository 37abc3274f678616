import HoneCore

/// What is counted of an access log.
struct AccessTally: Sendable {
    private var lines = 0
    private var unreadable = 0
    /// The number of the first line that could not be read, from 1.
    private var firstUnreadable = 0
    private var writes = 0
    private var assets = 0
    private var refused = 0
    private var forms = FrequentItems<String>(capacity: AccessLogImport.tasksTold)
    private var paths: [String: FrequentItems<String>] = [:]
    private var sessions = SessionTracker()
    private var arrivals = ArrivalCounter()
    private var secrets = Secrets()

    mutating func countUnreadable() {
        lines += 1
        unreadable += 1
        if firstUnreadable == 0 { firstUnreadable = lines }
    }

    mutating func add(_ record: AccessRecord, _ settings: ImportSettings) {
        lines += 1
        if !settings.includesWrites, !isReading(record.method) { return writes += 1 }
        if (400..<500).contains(record.status), ![408, 429, 499].contains(record.status) { return refused += 1 }
        if !settings.includesAssets, PathTemplate.isAsset(record.path) { return assets += 1 }
        let path = secrets.masked(path: record.path)
        let form = "\(record.method) \(PathTemplate.generalized(path))"
        for forgotten in forms.add(form) { paths[forgotten] = nil }
        paths[form, default: FrequentItems(capacity: settings.mostPaths * 2)].add(path)
        sessions.add(record.client, at: record.time)
        arrivals.add(record.time)
    }

    /// - Throws: ``ImportError`` when no target is given or nothing was taken over.
    func imported(_ settings: ImportSettings) throws(ImportError) -> Imported {
        guard let given = settings.target else {
            throw ImportError(
                "access log", found: "does not say where its server is",
                remedy: "give its address with --target, such as http://127.0.0.1:8000")
        }
        let target = try settings.checkedTarget(given, subject: "access log")
        let found = forms.items.filter { paths[$0.item] != nil }
        guard !found.isEmpty else {
            throw ImportError(
                "access log",
                found: (["none of its \(lines) lines can be taken over"] + leftOut).joined(separator: "; "),
                remedy: "give a log in common or combined format (nginx, Apache) or in Caddy's JSON")
        }
        let tasks = found.prefix(settings.mostTasks).map { form, count in
            let method = String(form.prefix { $0 != " " })
            return Scenario.Task(
                name: form, method: method,
                paths: (paths[form]?.items ?? []).prefix(settings.mostPaths).map(\.item), weight: Double(count))
        }
        var remarks = leftOut
        let taken = tasks.reduce(0) { $0 + Int($1.weight) }
        if taken < arrivals.count {
            remarks.append(
                "the tasks stand for \(percent(taken, of: arrivals.count)) of the \(arrivals.count) requests; the rest were rarer"
            )
        }
        if forms.error > 0 {
            remarks.append(
                "more than \(AccessLogImport.tasksTold) endpoints: a weight may be too low by \(forms.error)")
        }
        if tasks.contains(where: { !isReading($0.method) }) {
            remarks.append("a log does not hold bodies: complete those of the tasks that write")
        }
        let think = sessions.thinkTime
        remarks += trafficRemarks
        let scenario = Scenario(
            target: target, classes: [.init(name: "visitor", tasks: tasks, thinkTime: think)], load: load,
            data: secrets.data)
        return Imported(scenario, remarks: remarks + secrets.remarks + Imported.remarks(onTarget: target))
    }

    private var leftOut: [String] {
        var remarks: [String] = []
        if unreadable > 0 {
            remarks.append(
                "left out: \(unreadable) of \(lines) lines that tell of no request (the first is line \(firstUnreadable))"
            )
        }
        if writes > 0 {
            remarks.append(
                "left out: \(writes) requests that may have changed something; --include-writes takes them over without bodies"
            )
        }
        if refused > 0 { remarks.append("left out: \(refused) requests that were refused (status 4xx)") }
        if assets > 0 {
            remarks.append("left out: \(assets) requests for assets (images, fonts, styles, scripts, media)")
        }
        return remarks
    }

    private var trafficRemarks: [String] {
        let rate = Self.rounded(arrivals.rate)
        let peak = Self.rounded(arrivals.peakRate)
        var remarks = [
            "\(arrivals.count) requests in \(decimal(arrivals.seconds)) s: \(decimal(rate))/s on average, \(decimal(peak))/s in the "
                + "busiest minute (\(arrivals.peakTime) UTC); the load is an open model of both"
        ]
        let each = Self.rounded(Double(arrivals.count) / Double(max(1, sessions.count)))
        let users = max(1, (sessions.totalSeconds / arrivals.seconds).rounded(.up))
        remarks.append(
            "\(sessions.count) sessions of \(decimal(each)) requests on average, \(decimal(users)) at a time: that many users "
                + "would be the closed model of it")
        if sessions.pauses.count > 0 {
            remarks.append(
                "pauses within sessions: median \(decimal(sessions.quartile(50))) s, half of them from "
                    + "\(decimal(sessions.quartile(25))) to \(decimal(sessions.quartile(75))) s: the think time")
        } else {
            remarks.append("no client sent two requests within half an hour: there is no think time")
        }
        if sessions.cut > 0 {
            remarks.append(
                "\(sessions.cut) sessions were ended early because more than \(SessionTracker.mostOpen) were open")
        }
        return remarks
    }

    private var load: Scenario.Load {
        let rate = Self.rounded(arrivals.rate)
        let peak = Self.rounded(arrivals.peakRate)
        let stages: [Scenario.Load.Stage] =
            peak > rate ? [.init(rate, hold: 60), .init(peak, ramp: 10, hold: 60)] : [.init(rate, hold: 60)]
        return .init(.poisson, stages: stages)
    }

    /// To three significant digits, so that a person can read it.
    private static func rounded(_ value: Double) -> Double {
        var scale = 1.0
        while value * scale < 100, scale < 1e6 { scale *= 10 }
        // Less than one in a thousand seconds is no load.
        return max(0.001, (value * scale).rounded() / scale)
    }

    private func percent(_ part: Int, of whole: Int) -> String {
        decimal((Double(part) / Double(whole) * 1000).rounded() / 10) + " %"
    }
}
