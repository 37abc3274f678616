import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Markup that was read by a strict XML parser: its elements and their attributes, in order.
final class ParsedMarkup: NSObject, XMLParserDelegate {
    /// Where the parser stopped, and why.
    struct NotWellFormed: Error, CustomStringConvertible {
        var line: Int
        var reason: String
        var description: String { "line \(line): \(reason)" }
    }

    private(set) var elements: [(name: String, attributes: [String: String])] = []
    private(set) var text = ""

    init(_ source: String) throws {
        super.init()
        let parser = XMLParser(data: Data(source.utf8))
        parser.delegate = self
        guard parser.parse() else {
            let reason = parser.parserError.map { "\($0)" } ?? "unknown"
            throw NotWellFormed(line: parser.lineNumber, reason: reason)
        }
    }

    func count(_ name: String) -> Int { elements.filter { $0.name == name }.count }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append((name, attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
