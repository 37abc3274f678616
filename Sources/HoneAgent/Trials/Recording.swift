import Foundation

/// The application's answers to a fixed series of requests: reads, then writes, then the same reads again, so that a
/// cache that serves old answers after a write shows.
struct Recording: Sendable, Equatable {
    /// In the order they were asked for.
    var answers: [Answer]

    /// One answer.
    struct Answer: Sendable, Equatable {
        /// Which request, such as `GET /api/chefs/7 (after the writes)`.
        var request: String
        var status: Int
        /// Without parameters.
        var mediaType: String
        /// With its content coding undone.
        var body: [UInt8]
    }
}

/// The parts of answers that change by themselves, learned from two recordings of the same application.
struct VolatileParts: Sendable, Equatable {
    /// By request: JSON paths (`/items/*/seen_at`) or line numbers (`line 12`); `*` alone is the whole body.
    private(set) var paths: [String: Set<String>] = [:]

    /// What differs between two recordings of the same thing.
    init(_ first: Recording, _ second: Recording) {
        for (a, b) in zip(first.answers, second.answers) where a.request == b.request {
            let found = differences(a, b, ignoring: [])
            if !found.isEmpty { paths[a.request] = Set(found.map(\.path)) }
        }
    }

    /// Where the answers of B are not those of A, volatile parts left out; each with what was found.
    func compare(_ a: Recording, _ b: Recording, limit: Int = 10) -> [String] {
        guard a.answers.map(\.request) == b.answers.map(\.request) else {
            return ["the series of requests is not the same"]
        }
        var result: [String] = []
        for (before, after) in zip(a.answers, b.answers) {
            for difference in differences(before, after, ignoring: paths[before.request] ?? []) {
                result.append("\(before.request) \(difference.path): \(difference.found)")
                if result.count == limit { return result }
            }
        }
        return result
    }
}

/// A place where two answers differ.
private struct Difference {
    var path: String
    var found: String
}

private func differences(
    _ a: Recording.Answer, _ b: Recording.Answer, ignoring ignored: Set<String>
) -> [Difference] {
    if a.status != b.status { return [Difference(path: "status", found: "\(a.status) became \(b.status)")] }
    if a.mediaType != b.mediaType {
        return [Difference(path: "type", found: "\(a.mediaType) became \(b.mediaType)")]
    }
    if a.body == b.body || ignored.contains("*") { return [] }
    var found: [Difference] = []
    if a.mediaType.hasSuffix("json"), let old = json(a.body), let new = json(b.body) {
        compareJSON(old, new, at: "", ignored, &found)
    } else if a.mediaType.hasPrefix("text/") {
        compareLines(a.body, b.body, ignored, &found)
    } else {
        found.append(Difference(path: "*", found: "\(a.body.count) bytes became \(b.body.count) other bytes"))
    }
    return found
}

private func json(_ bytes: [UInt8]) -> Any? {
    try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
}

/// Elements of arrays share one path (`*`), so that a time stamp learned in one row is known in all.
private func compareJSON(_ a: Any, _ b: Any, at path: String, _ ignored: Set<String>, _ found: inout [Difference]) {
    guard !ignored.contains(path.isEmpty ? "/" : path) else { return }
    func differ(_ text: String) { found.append(Difference(path: path.isEmpty ? "/" : path, found: text)) }
    switch (a, b) {
    case (let a as [String: Any], let b as [String: Any]):
        for key in Set(a.keys).union(b.keys).sorted() {
            guard let old = a[key], let new = b[key] else {
                let child = "\(path)/\(key)"
                if !ignored.contains(child) {
                    found.append(Difference(path: child, found: a[key] == nil ? "is new" : "is gone"))
                }
                continue
            }
            compareJSON(old, new, at: "\(path)/\(key)", ignored, &found)
        }
    case (let a as [Any], let b as [Any]):
        guard a.count == b.count else { return differ("\(a.count) elements became \(b.count)") }
        for (old, new) in zip(a, b) { compareJSON(old, new, at: "\(path)/*", ignored, &found) }
    case (let a as NSObject, let b as NSObject):
        if !a.isEqual(b) { differ("\(shortened(a)) became \(shortened(b))") }
    default:
        differ("\(shortened(a)) became \(shortened(b))")
    }
}

private func compareLines(_ a: [UInt8], _ b: [UInt8], _ ignored: Set<String>, _ found: inout [Difference]) {
    let old = a.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let new = b.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard old.count == new.count else {
        found.append(Difference(path: "*", found: "\(old.count) lines became \(new.count)"))
        return
    }
    for index in old.indices where old[index] != new[index] && !ignored.contains("line \(index + 1)") {
        found.append(
            Difference(
                path: "line \(index + 1)",
                found: "\(shortened(String(decoding: old[index], as: UTF8.self))) became "
                    + shortened(String(decoding: new[index], as: UTF8.self))))
    }
}

private func shortened(_ value: Any) -> String {
    let text = String(describing: value)
    return "'" + (text.count > 60 ? text.prefix(57) + "…" : text) + "'"
}
