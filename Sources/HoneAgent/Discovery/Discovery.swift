import HoneLoad

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

extension PathTemplate {
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
