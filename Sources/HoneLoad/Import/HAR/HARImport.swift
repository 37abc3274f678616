/// Makes a scenario of a HAR file: one class of users who do again what a person did in a browser.
///
/// Only requests to one origin are taken over, without those that the browser's cache answered, those without an
/// answer, and those that the server failed at. The status of each answer becomes a check. Cookies are left to the
/// users, who keep what the target sets. Where the recording shows a login whose JSON answer holds the bearer token of
/// later requests, what led to it becomes the class's start and the token is taken from the answer.
///
/// The think time: between the end of all earlier requests and the start of the next one lies a pause (0 where requests
/// overlap, 60 seconds at most). Users pause any time from half to one and a half of the mean of these after each
/// task, so that a pass takes as long as the recording.
public struct HARImport: Sendable {
    /// What is taken over, and from where to where.
    public var settings: ImportSettings
    /// In sequence as recorded, or at random with what was requested often weighing more.
    public var order: Scenario.UserClass.Order

    /// An import.
    public init(_ settings: ImportSettings = ImportSettings(), order: Scenario.UserClass.Order = .sequence) {
        self.settings = settings
        self.order = order
    }

    /// Pauses count as this many seconds at most: nobody who went for a coffee was thinking.
    static let longestPause = 60.0
    /// Requests kept of a recording in sequence.
    static let mostSteps = 1_000

    /// The scenario of a file.
    /// - Parameter bytes: the file, UTF-8.
    /// - Throws: ``ImportError`` when it is no HAR file, or none of its requests can be taken over.
    public func read(_ bytes: [UInt8]) throws(ImportError) -> Imported {
        let file = try HARFile(bytes)
        var recording = try HARRecording(file, settings: settings)
        var remarks = recording.remarks
        if order == .sequence, recording.steps.count > Self.mostSteps {
            remarks.append("only the first \(Self.mostSteps) of \(recording.steps.count) requests are taken over")
            recording.steps.removeLast(recording.steps.count - Self.mostSteps)
        }
        var tasks = RecordedTasks()
        let login = HARLogin(recording.steps)
        let opening = login.map { recording.steps[...$0.index] } ?? []
        let rest = recording.steps[opening.endIndex...]
        var start = opening.map { tasks.task($0, token: login) }
        if let login {
            start[login.index].saves = [.init(HARLogin.name, .json(login.pointer))]
            remarks.append(
                "\(start[login.index].name) answers with the token of later requests: users do everything up to it once, "
                    + "and send the token they got")
        } else if recording.steps[0].entry.hasCookies {
            remarks.append(
                "the first request carried cookies already: users start without; record the login as well, or add it as on_start"
            )
        }
        var recorded = rest.map { tasks.task($0, token: login) }
        if recorded.isEmpty { swap(&recorded, &start) }
        if order == .random {
            recorded = RecordedTasks.weighted(recorded, mostPaths: settings.mostPaths)
            if recorded.count > settings.mostTasks {
                remarks.append("only the \(settings.mostTasks) most frequent of \(recorded.count) tasks are taken over")
                recorded.removeLast(recorded.count - settings.mostTasks)
            }
        }
        let shared = RecordedTasks.takeShared(from: &recorded, and: &start)
        let users = Scenario.UserClass(
            name: "recorded", tasks: recorded, order: order, thinkTime: Self.thinkTime(Array(rest)), onStart: start,
            headers: shared, keepsCookies: true)
        remarks += tasks.remarks
        return Imported(
            Scenario(target: recording.target, classes: [users], data: tasks.secrets.data),
            remarks: remarks + Imported.remarks(onTarget: recording.target))
    }

    static func thinkTime(_ steps: [HARRecording.Step]) -> Scenario.ThinkTime {
        var pauses: [Double] = []
        var end: Double?
        for step in steps {
            guard let start = step.entry.start else { continue }
            if let end { pauses.append(min(longestPause, max(0, start - end))) }
            end = max(end ?? 0, start + step.entry.duration)
        }
        // Milliseconds are as fine as browsers write them.
        let mean = (pauses.reduce(0, +) / Double(max(1, pauses.count)) * 1000).rounded() / 1000
        guard mean > 0 else { return .none }
        return .uniform(from: (mean * 500).rounded() / 1000, to: (mean * 1500).rounded() / 1000)
    }
}
