/// An SVG in the making: shapes with classes, so that the style sheet colours them for light, dark and paper.
struct Drawing {
    /// What it is called, read out first.
    var title: String
    /// What can be seen in it, for those who cannot see it.
    var description: String
    /// A name that is unique on the page.
    var id: String
    /// Size in pixels of the view box.
    var width: Double
    /// See `width`.
    var height: Double
    private var shapes: [Markup] = []

    init(id: String, title: String, description: String, width: Double = 960, height: Double) {
        self.id = id
        self.title = title
        self.description = description
        self.width = width
        self.height = height
    }

    /// Which end of a text lies at its place.
    enum Anchor: String { case start, middle, end }

    mutating func rect(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, radius: Double = 2,
        tip: String? = nil
    ) {
        shapes.append(
            """
            <rect x="\(x)" y="\(y)" width="\(max(0, width))" height="\(max(0, height))" rx="\(radius)" \
            class="\(style)">\(tip.map(Self.title) ?? .empty)</rect>
            """)
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        shapes.append("<line x1=\"\(x1)\" y1=\"\(y1)\" x2=\"\(x2)\" y2=\"\(y2)\" class=\"\(style)\"/>")
    }

    mutating func polyline(_ points: [(x: Double, y: Double)], _ style: String) {
        guard points.count > 1 else { return }
        let list = Markup(points.map { "\($0.x),\($0.y)" as Markup }, separator: " ")
        shapes.append("<polyline points=\"\(list)\" class=\"\(style)\"/>")
    }

    /// A filled shape through the points.
    mutating func polygon(_ points: [(x: Double, y: Double)], _ style: String) {
        guard points.count > 2 else { return }
        let list = Markup(points.map { "\($0.x),\($0.y)" as Markup }, separator: " ")
        shapes.append("<polygon points=\"\(list)\" class=\"\(style)\"/>")
    }

    /// Many rectangles of one colour as one shape, which keeps the page small.
    mutating func cells(_ cells: [(x: Double, y: Double, width: Double, height: Double)], _ style: String) {
        guard !cells.isEmpty else { return }
        let path = cells.map { "M\($0.x) \($0.y)h\($0.width)v\($0.height)h\(-$0.width)z" as Markup }
        shapes.append("<path d=\"\(Markup(path, separator: ""))\" class=\"\(style)\"/>")
    }

    mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String, tip: String? = nil) {
        shapes.append(
            "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\" class=\"\(style)\">\(tip.map(Self.title) ?? .empty)</circle>"
        )
    }

    mutating func text(
        _ text: String, _ x: Double, _ y: Double, _ style: String = "label", anchor: Anchor = .start, tip: String? = nil
    ) {
        shapes.append(
            """
            <text x="\(x)" y="\(y)" class="\(style)" text-anchor="\(anchor.rawValue)">\(text)\
            \(tip.map(Self.title) ?? .empty)</text>
            """)
    }

    /// Light vertical lines at the scale's ticks, with their values below.
    mutating func verticalGrid(_ scale: Scale, top: Double, bottom: Double, label: (Double) -> String) {
        for tick in scale.ticks {
            line(scale(tick), top, scale(tick), bottom, "grid")
            text(label(tick), scale(tick), bottom + 18, "tick", anchor: .middle)
        }
    }

    /// Light horizontal lines at the scale's ticks, with their values on the left.
    mutating func horizontalGrid(_ scale: Scale, left: Double, right: Double, label: (Double) -> String) {
        for tick in scale.ticks {
            line(left, scale(tick), right, scale(tick), "grid")
            text(label(tick), left - 8, scale(tick) + 4, "tick", anchor: .end)
        }
    }

    /// What a line is called, and where it ends.
    struct EndLabel {
        var text: String
        /// The height of the line's end, pixels.
        var y: Double
        /// The class beside `end-label`.
        var style: String
    }

    /// Names at the ends of lines, pushed apart where they would lie on each other.
    mutating func endLabels(_ labels: [EndLabel], x: Double) {
        var used = -Double.infinity
        for label in labels.sorted(by: { $0.y < $1.y }) {
            used = max(label.y + 4, used + 17)
            text(label.text, x, used, "end-label \(label.style)")
        }
    }

    private static func title(_ text: String) -> Markup { "<title>\(text)</title>" }

    /// The drawing as it stands in the page. It scrolls on narrow screens, by keyboard too.
    var markup: Markup {
        """
        <div class="chart" tabindex="0" role="region" aria-label="\(title)">
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" \
        aria-labelledby="\(id)-title \(id)-text">
        <title id="\(id)-title">\(title)</title>
        <desc id="\(id)-text">\(description)</desc>
        \(shapes)
        </svg>
        </div>
        """
    }
}
