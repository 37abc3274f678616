import SwiftSyntax
import SwiftSyntaxMacros

/// A function as the cache's macros see it.
struct CacheableFunction {
    let declaration: FunctionDeclSyntax
    let body: CodeBlockSyntax
    private let macro: String
    private let lexicalContext: [Syntax]

    /// - Throws: ``CacheMacroError`` when it is no function, or has no body.
    init(_ declaration: some DeclSyntaxProtocol, macro: String, in context: some MacroExpansionContext) throws {
        guard let function = declaration.as(FunctionDeclSyntax.self) else {
            throw CacheMacroError.notAFunction(macro: macro)
        }
        guard let body = function.body else { throw CacheMacroError.noBody(macro: macro) }
        self.declaration = function
        self.body = body
        self.macro = macro
        lexicalContext = context.lexicalContext
    }

    /// Whether it is a member of a type rather than free or within another function.
    var isMember: Bool {
        lexicalContext.first.map { $0.asProtocol((any DeclGroupSyntax).self) != nil } ?? false
    }

    var isAsync: Bool { effects?.asyncSpecifier != nil }

    /// `throws `, `throws(Problem) `, or nothing.
    var throwsClause: String { effects?.throwsClause.map { $0.trimmedDescription + " " } ?? "" }

    /// What it returns; nil when that is nothing.
    var returnType: String? {
        guard let type = declaration.signature.returnClause?.type.trimmedDescription,
            !["Void", "()", "Swift.Void"].contains(type)
        else { return nil }
        return type
    }

    /// What it returns, when a cache can answer for it.
    /// - Throws: ``CacheMacroError``
    func cacheableReturn() throws -> String {
        guard isAsync, effects?.throwsClause != nil else { throw CacheMacroError.notAsyncThrowing }
        guard effects?.throwsClause?.type == nil else { throw CacheMacroError.typedThrows }
        guard let clause = declaration.signature.returnClause, let type = returnType else {
            throw CacheMacroError.returnsNothing
        }
        guard !clause.type.is(SomeOrAnyTypeSyntax.self) || !type.hasPrefix("some ") else {
            throw CacheMacroError.opaqueReturn
        }
        if let parameter = parameters.first(where: { $0.type.trimmedDescription.hasPrefix("inout ") }) {
            throw CacheMacroError.inoutParameter(Self.name(of: parameter))
        }
        if declaration.modifiers.contains(where: { $0.name.text == "mutating" }) { throw CacheMacroError.mutating }
        return type
    }

    /// The key of a function that was given none: the types around it, its name, and each parameter's label, type and
    /// value, so that functions of one name are told apart as the compiler does. Within an extension, which may be one of
    /// a protocol or of a generic type, the type comes first that it is when the function is called.
    /// - Throws: ``CacheMacroError`` when that would not tell its answers apart.
    func keyOfNameAndParameters() throws -> String {
        if declaration.genericParameterClause != nil || isWithinGenericType { throw CacheMacroError.genericWithoutKey }
        let values = try parameters.map { parameter in
            guard parameter.ellipsis == nil else { throw CacheMacroError.variadicWithoutKey }
            let name = Self.name(of: parameter)
            guard name != "_" else { throw CacheMacroError.unnamedParameter }
            let type = parameter.type.tokens(viewMode: .sourceAccurate).map(\.text)
            // A value's own type may then be any.
            if type.contains("some") || type.contains("any") { throw CacheMacroError.genericWithoutKey }
            let label = parameter.firstName.text.trimmingBackticks
            return "\(label):\(type.joined())=\\(HoneCached.keyPart(\(name)))"
        }
        let path = (types + [declaration.name.text.trimmingBackticks]).joined(separator: ".")
        let type = isWithinExtension ? "\\(HoneCached.keyPart(of: Self.self)):" : ""
        return "\"\(type)\(isStatic ? "static " : "")\(path)(\(values.joined(separator: ",")))\""
    }

    private var isStatic: Bool { declaration.modifiers.contains { ["static", "class"].contains($0.name.text) } }

    private var effects: FunctionEffectSpecifiersSyntax? { declaration.signature.effectSpecifiers }
    private var parameters: FunctionParameterListSyntax { declaration.signature.parameterClause.parameters }

    /// What the parameter is called in the body.
    private static func name(of parameter: FunctionParameterSyntax) -> String {
        (parameter.secondName ?? parameter.firstName).text
    }

    /// The types around the function, the outermost first.
    private var types: [String] {
        lexicalContext.reversed().compactMap { syntax in
            if let type = syntax.asProtocol((any NamedDeclSyntax).self), !syntax.is(FunctionDeclSyntax.self) {
                return type.name.text
            }
            return syntax.as(ExtensionDeclSyntax.self)?.extendedType.trimmedDescription
        }
    }

    private var isWithinExtension: Bool { lexicalContext.contains { $0.is(ExtensionDeclSyntax.self) } }

    private var isWithinGenericType: Bool {
        lexicalContext.contains { syntax in
            syntax.asProtocol((any WithGenericParametersSyntax).self)?.genericParameterClause != nil
        }
    }
}

extension String {
    fileprivate var trimmingBackticks: String {
        hasPrefix("`") && hasSuffix("`") && count > 2 ? String(dropFirst().dropLast()) : self
    }
}
