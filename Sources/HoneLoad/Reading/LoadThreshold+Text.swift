import HoneCore

extension LoadThreshold {
    /// Reads a threshold such as `p95 < 150ms`, `error_rate < 0.1%`, `request_rate > 100/s` or, about the requests of
    /// a task or a tag, `GET /api/products: p99 < 1s`.
    /// - Throws: ``ScenarioError`` about `thresholds` that lists the figures, sides or units there are.
    public init(parsing text: String) throws(ScenarioError) {
        func wrong(_ remedy: String) -> ScenarioError {
            ScenarioError(field: "thresholds", found: text, remedy: remedy)
        }
        var rest = text[...]
        var scope: String?
        if let colon = text.lastIndex(where: { $0 == ":" }), text[text.index(after: colon)...].first == " " {
            let name = text[..<colon].trimmed
            guard !name.isEmpty else { throw wrong("the name of a task or a tag stands before the colon") }
            scope = String(name)
            rest = text[text.index(after: colon)...]
        }
        guard let start = rest.firstIndex(where: { $0 == "<" || $0 == ">" }) else {
            throw wrong("write a figure, one of \(Self.sides), and a limit: p95 < 150ms")
        }
        let name = rest[..<start].trimmed
        guard let figure = Figure(rawValue: String(name)) else {
            throw wrong(
                "'\(name)' is no figure; the figures are \(Figure.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let sign = rest[start...].prefix { "<>=".contains($0) }
        guard let side = Side(rawValue: String(sign)) else {
            throw wrong("'\(sign)' is no comparison; write one of \(Self.sides)")
        }
        guard let quantity = Quantity(rest[sign.endIndex...]) else {
            throw wrong("the limit is no number of 0 or more; write for example \(figure.example)")
        }
        guard let limit = figure.limit(quantity) else {
            throw wrong(
                quantity.unit.isEmpty
                    ? "the limit has no unit; write for example \(figure.example)"
                    : "'\(quantity.unit)' is no unit of \(name); write for example \(figure.example)")
        }
        self.init(figure, side, limit, scope: scope)
    }

    private static var sides: String { Side.allCases.map(\.rawValue).joined(separator: ", ") }
}

extension LoadThreshold: CustomStringConvertible {
    /// The threshold as ``init(parsing:)`` reads it; read again, it is the same.
    public var description: String {
        "\(scope.map { "\($0): " } ?? "")\(figure.rawValue) \(side.rawValue) \(figure.text(limit))"
    }
}

extension LoadThreshold.Figure {
    /// The limit in this figure's unit; nil when the quantity has another.
    fileprivate func limit(_ quantity: Quantity) -> Double? {
        switch self {
        case .errorRate: quantity.unit == "%" ? quantity.value(timesTenTo: -2) : nil
        case .requestRate: quantity.unit == "/s" ? quantity.value() : nil
        case .p50, .p90, .p95, .p99, .p999, .average, .max:
            switch quantity.unit {
            case "us", "µs": quantity.value(timesTenTo: -3)
            case "ms": quantity.value()
            case "s": quantity.value(timesTenTo: 3)
            default: nil
            }
        }
    }

    /// A limit in this figure's unit as text, exactly.
    fileprivate func text(_ limit: Double) -> String {
        guard let quantity = Quantity(limit.description) else { return limit.description }
        switch self {
        case .errorRate: return quantity.text(timesTenTo: 2) + "%"
        case .requestRate: return quantity.text(timesTenTo: 0) + "/s"
        case .p50, .p90, .p95, .p99, .p999, .average, .max:
            return limit >= 1_000 ? quantity.text(timesTenTo: -3) + "s" : quantity.text(timesTenTo: 0) + "ms"
        }
    }

    fileprivate var example: String {
        switch self {
        case .errorRate: "0.1%"
        case .requestRate: "100/s"
        case .p50, .p90, .p95, .p99, .p999, .average, .max: "150ms, 1.5s or 900us"
        }
    }
}
