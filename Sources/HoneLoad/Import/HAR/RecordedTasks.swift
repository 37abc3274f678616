/// Makes tasks of recorded requests, without secrets.
struct RecordedTasks {
    private(set) var secrets = Secrets()
    private var unfit: [String] = []

    /// What was changed or left out on the way.
    var remarks: [String] { unfit + secrets.remarks }

    /// The task that sends a request again.
    /// - Parameter token: how users got their token; requests after it send what they got.
    mutating func task(_ step: HARRecording.Step, token: HARLogin?) -> Scenario.Task {
        let entry = step.entry
        let name = "\(entry.method) \(PathTemplate.generalized(step.path))"
        var headers = RecordedHeaders.kept(entry.headers, method: entry.method).map { header in
            token != nil && HARLogin.token(header) != nil
                ? .init(header.name, "Bearer {{\(HARLogin.name)}}") : secrets.masked(header: header)
        }
        var body = entry.body
        if let text = entry.body {
            let type =
                entry.bodyType.isEmpty
                ? headers.first { $0.name.lowercased() == "content-type" }?.value : entry.bodyType
            switch secrets.masked(body: text, type: type ?? "") {
            case .clean(let clean):
                body = clean
                if let type, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
                    headers.append(.init("Content-Type", type))
                }
            case .unfit(let reason):
                body = nil
                unfit.append("\(name): its body is left out because it \(reason)")
            }
        }
        // Without the browser's cache the same request is answered in full.
        let status = entry.status == 304 ? 200 : entry.status
        return Scenario.Task(
            name: name, method: entry.method, paths: [secrets.masked(path: step.path)], headers: headers, body: body,
            checks: [.status([status...status])])
    }

    /// Tasks that differ in nothing but their paths as one, weighing as much as they were many. O(n).
    /// - Returns: the most frequent first, each with its most frequent paths first.
    static func weighted(_ tasks: [Scenario.Task], mostPaths: Int) -> [Scenario.Task] {
        struct Key: Hashable {
            var name: String
            var headers: [String]
            var body: String?
        }
        var order: [Key] = []
        var groups: [Key: (task: Scenario.Task, paths: PathCounter, statuses: Set<Int>)] = [:]
        for task in tasks {
            let key = Key(name: task.name, headers: task.headers.map { "\($0.name): \($0.value)" }, body: task.body)
            if groups[key] == nil {
                order.append(key)
                groups[key] = (task, PathCounter(), [])
                groups[key]?.task.weight = 0
            }
            groups[key]?.task.weight += 1
            for path in task.paths { groups[key]?.paths.add(path) }
            for case .status(let ranges) in task.checks {
                groups[key]?.statuses.formUnion(ranges.map(\.lowerBound))
            }
        }
        let merged = order.compactMap { groups[$0] }.map { group in
            var task = group.task
            task.paths = group.paths.mostFrequent(mostPaths)
            task.checks = [.status(group.statuses.sorted().map { $0...$0 })]
            return task
        }
        // Sorting is not stable by promise, so the place decides between equals.
        return merged.enumerated().sorted {
            $0.element.weight == $1.element.weight ? $0.offset < $1.offset : $0.element.weight > $1.element.weight
        }.map(\.element)
    }

    /// Takes the headers that all tasks have alike out of them, for the class to send.
    static func takeShared(
        from tasks: inout [Scenario.Task], and start: inout [Scenario.Task]
    ) -> [Scenario.Header] {
        guard tasks.count > 1, let first = tasks.first else { return [] }
        let shared = first.headers.filter { header in
            let name = header.name.lowercased()
            return first.headers.count { $0.name.lowercased() == name } == 1
                && tasks.allSatisfy { $0.headers.contains(header) }
                && !start.contains { $0.headers.contains { $0.name.lowercased() == name && $0 != header } }
        }
        for index in tasks.indices { tasks[index].headers.removeAll { shared.contains($0) } }
        for index in start.indices { start[index].headers.removeAll { shared.contains($0) } }
        return shared
    }
}

/// Counts paths exactly, for recordings, which are small.
struct PathCounter {
    private var order: [String] = []
    private var counts: [String: Int] = [:]

    mutating func add(_ path: String) {
        if counts[path] == nil { order.append(path) }
        counts[path, default: 0] += 1
    }

    /// The most frequent first, of equals the one met first.
    func mostFrequent(_ limit: Int) -> [String] {
        order.enumerated().sorted { left, right in
            let (first, second) = (counts[left.element] ?? 0, counts[right.element] ?? 0)
            return first == second ? left.offset < right.offset : first > second
        }.prefix(limit).map(\.element)
    }
}
