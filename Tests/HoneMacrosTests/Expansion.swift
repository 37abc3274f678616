import SwiftParser
import SwiftSyntax
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros

@testable import HoneMacros

/// What the macros of a source text become.
struct Expansion {
    /// The text with each macro in place, spaces and line ends as one space.
    var text: String
    /// What the compiler would say.
    var problems: [String]

    init(_ source: String) {
        let file = Parser.parse(source: source)
        let context = BasicMacroExpansionContext(
            sourceFiles: [file: .init(moduleName: "Test", fullFilePath: "Test.swift")])
        let macros: [String: any Macro.Type] = ["Cached": CachedMacro.self, "CacheBust": CacheBustMacro.self]
        let result = file.expand(
            macros: macros,
            contextGenerator: { node in
                BasicMacroExpansionContext(sharingWith: context, lexicalContext: node.allMacroLexicalContexts())
            })
        text = result.description.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        problems = context.diagnostics.map(\.message)
    }
}
