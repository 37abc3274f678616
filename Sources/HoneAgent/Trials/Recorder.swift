/// Makes a recording: reads, writes, and the same reads again, one request at a time, from a database that was just
/// put in place.
struct Recorder: Sendable {
    let target: Target
    let requester: Requester
    /// Concrete paths asked for of one endpoint.
    var pathsEach = 5

    func record(_ endpoints: [Target.Endpoint]) async throws -> Recording {
        requester.startOver()
        try await requester.logIn()
        let reads = endpoints.filter(\.isSafe)
        let writes = endpoints.filter { !$0.isSafe }
        var recording = Recording(answers: [])
        try await ask(reads, "", &recording)
        guard !writes.isEmpty else { return recording }
        try await ask(writes, "", &recording)
        try await ask(reads, " (after the writes)", &recording)
        return recording
    }

    private func ask(_ endpoints: [Target.Endpoint], _ note: String, _ recording: inout Recording) async throws {
        for endpoint in endpoints {
            for path in endpoint.paths.prefix(endpoint.isSafe ? pathsEach : 1) {
                let answer = try await requester.send(endpoint, path: path)
                recording.answers.append(
                    .init(
                        request: "\(endpoint.method) \(path)\(note)", status: answer.status,
                        mediaType: answer.mediaType, body: answer.body))
            }
        }
        if note.isEmpty {
            for page in target.pages
            where !endpoints.contains(where: { $0.paths.contains(page) }) && endpoints.first?.isSafe ?? false {
                let answer = try await requester.get(page)
                recording.answers.append(
                    .init(request: "GET \(page)", status: answer.status, mediaType: answer.mediaType, body: answer.body)
                )
            }
        }
    }
}
