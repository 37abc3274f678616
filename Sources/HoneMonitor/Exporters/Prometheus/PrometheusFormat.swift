/// The two text formats that Prometheus reads.
///
/// Sources: "Exposition formats" of the Prometheus documentation (0.0.4), and the OpenMetrics specification 1.0.0.
public enum PrometheusFormat: Sendable, Equatable, CaseIterable {
    /// The text format 0.0.4, which everything understands.
    case text
    /// OpenMetrics 1.0.0, which knows units and exemplars.
    case openMetrics

    /// The media type to answer with.
    public var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// The format that an `Accept` field asks for: OpenMetrics 1.0.0 when it is named and weighed no less than
    /// `text/plain`, otherwise the text format. What cannot be read is passed over, so there is always an answer.
    public init(accept: String?) {
        var weights: [PrometheusFormat: Double] = [:]
        for part in (accept ?? "").split(separator: ",") {
            let words = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            let parameters = words.dropFirst()
            let weight = parameters.first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            let version = parameters.first { $0.hasPrefix("version=") }?.dropFirst(8)
            switch words.first {
            case "application/openmetrics-text" where version == nil || version == "1.0.0":
                weights[.openMetrics] = max(weight, weights[.openMetrics] ?? 0)
            case "text/plain": weights[.text] = max(weight, weights[.text] ?? 0)
            default: break
            }
        }
        let wanted = weights[.openMetrics] ?? 0
        self = wanted > 0 && wanted >= weights[.text] ?? 0 ? .openMetrics : .text
    }
}
