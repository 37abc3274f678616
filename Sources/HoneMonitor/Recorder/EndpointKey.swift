/// What an endpoint is told apart by: the method and the route as it was registered, never the raw path.
struct EndpointKey: Sendable, Hashable {
    /// The method as registered, in capitals.
    var method: String
    /// The route template, such as `/api/chefs/{id}`; nil for requests that matched no route.
    var route: String?

    /// Requests that matched no route, of whatever method: a client invents those freely, so they are one endpoint.
    static let unmatched = EndpointKey(method: "", route: nil)
    /// Endpoints beyond the bound.
    static let other = EndpointKey(method: "", route: "other")

    /// `GET /api/chefs/{id}`, `unmatched`, or `other`.
    var name: String {
        switch self {
        case .unmatched: "unmatched"
        case .other: "other"
        default: "\(method) \(route ?? "")"
        }
    }
}
