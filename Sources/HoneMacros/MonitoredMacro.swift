import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// Times a function as a section of the request that runs it: puts the beginning of a section before its body, and the
/// end of it into a `defer`.
///
/// A `defer` rather than a closure around the body, because it leaves everything else as it was: `return`, typed
/// throws, opaque results, `inout` arguments and the isolation of actors.
public enum MonitoredMacro: BodyMacro {
    /// The body with a section around it.
    /// - Throws: when the declaration has no body.
    public static func expansion(
        of node: AttributeSyntax,
        providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
        in context: some MacroExpansionContext
    ) throws -> [CodeBlockItemSyntax] {
        guard let body = declaration.body else { throw MonitoredMacroError.noBody }
        let name = givenName(node) ?? "\"\(name(of: declaration, in: context))\""
        let section = context.makeUniqueName("section")
        let beginning: [CodeBlockItemSyntax] = [
            "let \(section) = HoneMonitor.RunningSection(\(raw: name))",
            "defer { \(section).end() }",
        ]
        return beginning + statements(of: body, isReturning: returns(declaration))
    }

    /// The text of the macro's argument.
    private static func givenName(_ node: AttributeSyntax) -> String? {
        guard case .argumentList(let arguments) = node.arguments else { return nil }
        return arguments.first?.expression.trimmedDescription
    }

    /// `ChefList.load(page:)`: the types around the function, and the function with its labels.
    private static func name(of declaration: some DeclSyntaxProtocol, in context: some MacroExpansionContext) -> String
    {
        let types = context.lexicalContext.reversed().compactMap { syntax -> String? in
            if let type = syntax.asProtocol((any NamedDeclSyntax).self), !syntax.is(FunctionDeclSyntax.self) {
                return type.name.text
            }
            return syntax.as(ExtensionDeclSyntax.self)?.extendedType.trimmedDescription
        }
        let own: String
        if let function = declaration.as(FunctionDeclSyntax.self) {
            own = "\(function.name.text)(\(labels(function.signature.parameterClause)))"
        } else if let initializer = declaration.as(InitializerDeclSyntax.self) {
            own = "init(\(labels(initializer.signature.parameterClause)))"
        } else {
            own = "body"
        }
        return (types + [own]).joined(separator: ".")
    }

    private static func labels(_ clause: FunctionParameterClauseSyntax) -> String {
        clause.parameters.map { "\($0.firstName.text):" }.joined()
    }

    /// Whether the function returns something, so that a body of one expression stands for its value.
    private static func returns(_ declaration: some DeclSyntaxProtocol) -> Bool {
        guard let type = declaration.as(FunctionDeclSyntax.self)?.signature.returnClause?.type.trimmedDescription else {
            return false
        }
        return !["Void", "()", "Swift.Void", "Never"].contains(type)
    }

    /// The body as it was; an expression that was its value is returned, as it is no longer alone.
    private static func statements(of body: CodeBlockSyntax, isReturning: Bool) -> [CodeBlockItemSyntax] {
        guard isReturning, body.statements.count == 1, let only = body.statements.first else {
            return Array(body.statements)
        }
        switch only.item {
        case .expr(let expression): return ["return \(expression.trimmed)"]
        case .stmt(let statement):
            guard let expression = statement.as(ExpressionStmtSyntax.self)?.expression else { return [only] }
            return ["return \(expression.trimmed)"]
        default: return [only]
        }
    }
}

/// `@Monitored` stands where it cannot work.
enum MonitoredMacroError: Error, CustomStringConvertible {
    /// On a declaration without a body.
    case noBody

    var description: String {
        "@Monitored times the body of a function, and this one has none: put it on the function that implements it"
    }
}
