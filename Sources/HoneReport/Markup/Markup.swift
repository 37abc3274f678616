import Foundation

/// A piece of HTML or SVG. Its literals are markup; a `String` that is interpolated is text and is escaped, so that
/// nothing of the measured application can become markup by being forgotten.
///
///     let cell: Markup = "<td>\(endpoint.name)</td>"  // the name is escaped
struct Markup: ExpressibleByStringInterpolation, Sendable, Equatable {
    /// The markup as it is written into the page.
    var source: String

    init(stringLiteral value: String) { source = value }

    init(stringInterpolation: Interpolation) { source = stringInterpolation.source }

    /// Pieces one after another.
    init(_ pieces: [Markup], separator: String = "\n") { source = pieces.map(\.source).joined(separator: separator) }

    static let empty: Markup = ""

    var isEmpty: Bool { source.isEmpty }

    static func + (a: Markup, b: Markup) -> Markup { Markup([a, b], separator: "") }

    /// Collects literals as they are and values escaped.
    struct Interpolation: StringInterpolationProtocol {
        var source = ""

        init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { source += literal }

        mutating func appendInterpolation(_ text: String) { source += MarkupText.escaped(text) }

        mutating func appendInterpolation(_ markup: Markup) { source += markup.source }

        mutating func appendInterpolation(_ pieces: [Markup]) {
            source += pieces.map(\.source).joined(separator: "\n")
        }

        mutating func appendInterpolation(_ number: Int) { source += String(number) }

        /// A coordinate: a tenth of a pixel is more than a screen shows.
        mutating func appendInterpolation(_ coordinate: Double) {
            source += coordinate.isFinite ? String(format: "%.1f", coordinate) : "0"
        }
    }
}
