import Foundation

/// Endpoints and pages that were found, before they go into `hone.yaml`.
public struct Discovery: Sendable, Equatable {
    /// What answers requests of a program (or a form): JSON and the like.
    public var endpoints: [Target.Endpoint] = []
    /// Paths of HTML pages.
    public var pages: [String] = []
    /// A login that was found in an API description; its body has to be completed by a person.
    public var login: Target.Login?
    /// What was left out, and why, for the person to read.
    public var notes: [String] = []

    /// Nothing found yet.
    public init() {}

    /// Adds what another source found; the first to name an endpoint decides about it.
    mutating func add(_ other: Discovery) {
        for endpoint in other.endpoints where !covers(endpoint) { endpoints.append(endpoint) }
        for page in other.pages where !pages.contains(page) { pages.append(page) }
        login = login ?? other.login
        notes += other.notes
    }

    /// Whether an endpoint is known already, itself or as one of the concrete paths of a template.
    private func covers(_ endpoint: Target.Endpoint) -> Bool {
        endpoints.contains { known in
            known.method == endpoint.method
                && (known.template == endpoint.template || PathTemplate.matches(known.template, endpoint.template))
        }
    }
}

/// Paths with variable parts in braces.
enum PathTemplate {
    /// Whether a concrete path (its query aside) is an instance of a template.
    static func matches(_ template: String, _ path: String) -> Bool {
        let parts = components(template)
        let concrete = components(path)
        guard parts.count == concrete.count else { return false }
        return zip(parts, concrete).allSatisfy { part, value in
            guard part != value, part.hasPrefix("{"), let end = part.firstIndex(of: "}") else { return part == value }
            return value.hasSuffix(part[part.index(after: end)...])
        }
    }

    /// The path with what looks like an identifier taken out: numbers, UUIDs, long hexadecimal words.
    static func generalized(_ path: String) -> String {
        let split = path.split(separator: "?", maxSplits: 1)
        let parts = components(String(split.first ?? "")).map(generalizedPart)
        return "/" + parts.joined(separator: "/")
    }

    /// `12` and `12.json` become `{id}` and `{id}.json`.
    private static func generalizedPart(_ part: String) -> String {
        if isIdentifier(part) { return "{id}" }
        guard let dot = part.lastIndex(of: "."), isIdentifier(String(part[..<dot])) else { return part }
        return "{id}" + part[dot...]
    }

    private static func components(_ path: String) -> [String] {
        path.split(separator: "?", maxSplits: 1).first.map { $0.split(separator: "/").map(String.init) } ?? []
    }

    private static func isIdentifier(_ part: String) -> Bool {
        if !part.isEmpty, part.allSatisfy(\.isNumber) { return true }
        if UUID(uuidString: part) != nil { return true }
        return part.count >= 16 && part.allSatisfy(\.isHexDigit)
    }

    /// Concrete paths grouped by their general form, in the order they were found.
    static func grouped(_ paths: [String], method: String, pathsEach: Int = 20) -> [Target.Endpoint] {
        var order: [String] = []
        var groups: [String: [String]] = [:]
        for path in paths {
            let template = generalized(path)
            if groups[template] == nil { order.append(template) }
            if groups[template, default: []].count < pathsEach, !groups[template, default: []].contains(path) {
                groups[template, default: []].append(path)
            }
        }
        return order.map { Target.Endpoint(method: method, template: $0, paths: groups[$0] ?? []) }
    }
}
