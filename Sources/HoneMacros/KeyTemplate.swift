import SwiftSyntax

/// A key with places for values, `product:{id}`: an attribute cannot interpolate a function's parameters, as it does
/// not see them.
enum KeyTemplate {
    /// What stands between two places, so that two different pairs of values never make one key: the values have these
    /// letters escaped.
    static let separators: Set<Character> = [":", ",", "|"]

    /// An argument as an expression within the function: in a literal, `{name}` and `{name.member}` become the values;
    /// `{{` and `}}` are braces. Anything else stays as it is.
    /// - Throws: ``CacheMacroError``
    static func expression(_ argument: ExprSyntax) throws -> String {
        guard let literal = argument.as(StringLiteralExprSyntax.self), literal.openingPounds == nil,
            literal.openingQuote.text == "\""
        else { return argument.trimmedDescription }
        var text = ""
        // What stands between the last place and here.
        var between: String?
        for segment in literal.segments {
            switch segment {
            case .expressionSegment(let expression):
                text += expression.trimmedDescription
                between = nil
            case .stringSegment(let segment): text += try filled(segment.content.text, &between)
            }
        }
        return "\"\(text)\""
    }

    /// The same for each of a list of tags.
    /// - Throws: ``CacheMacroError``
    static func list(_ argument: ExprSyntax) throws -> String {
        guard let list = argument.as(ArrayExprSyntax.self) else { return argument.trimmedDescription }
        return "[\(try list.elements.map { try expression($0.expression) }.joined(separator: ", "))]"
    }

    private static func filled(_ text: String, _ between: inout String?) throws -> String {
        var result = ""
        var rest = Substring(text)
        while let letter = rest.popFirst() {
            if letter == "{" || letter == "}", rest.first == letter {
                rest.removeFirst()
                result.append(letter)
                between?.append(letter)
            } else if letter == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw CacheMacroError.openBrace(text) }
                let path = String(rest[..<end])
                guard isPath(path) else { throw CacheMacroError.notAPath(path) }
                if let between, !between.contains(where: separators.contains) {
                    throw CacheMacroError.noSeparator(before: path)
                }
                result += "\\(HoneCached.keyPart(\(path)))"
                rest = rest[rest.index(after: end)...]
                between = ""
            } else if letter == "}" {
                throw CacheMacroError.openBrace(text)
            } else {
                result.append(letter)
                between?.append(letter)
            }
        }
        return result
    }

    /// Whether a text is names with dots between them.
    private static func isPath(_ text: String) -> Bool {
        let names = text.split(separator: ".", omittingEmptySubsequences: false)
        return names.allSatisfy { name in
            guard let first = name.first, first.isLetter || first == "_" else { return false }
            return name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        }
    }
}
