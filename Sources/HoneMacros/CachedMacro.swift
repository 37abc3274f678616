import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// Has a cache answer for a function: its body becomes the load of a key.
public enum CachedMacro: BodyMacro {
    /// One statement: the cache's value for the key, with the body as what loads it.
    /// - Throws: when the declaration is none whose answers can be cached.
    public static func expansion(
        of node: AttributeSyntax,
        providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
        in context: some MacroExpansionContext
    ) throws -> [CodeBlockItemSyntax] {
        let function = try CacheableFunction(declaration, macro: "@Cached", in: context)
        let type = try function.cacheableReturn()
        let arguments = CacheMacroArguments(node)
        let key = try arguments.key.map(KeyTemplate.expression) ?? function.keyOfNameAndParameters()
        var call = ["for: \(key)"]
        if let tags = arguments.tags { call.append("tags: \(try KeyTemplate.list(tags))") }
        if let ttl = arguments.labelled["ttl"] { call.append("ttl: \(ttl.trimmedDescription)") }
        let body = function.body.statements.trimmedDescription
        return [
            """
            return try await \(raw: arguments.cache(for: function)).value(\(raw: call.joined(separator: ", ")), \
            load: HoneCached.loading { () async throws -> \(raw: type) in
            \(raw: body)
            })
            """
        ]
    }
}

/// Invalidates tags when a function has done what it does.
public enum CacheBustMacro: BodyMacro {
    /// The body as a function within, its call, and then the invalidation.
    /// - Throws: when the declaration is none that can wait for an invalidation.
    public static func expansion(
        of node: AttributeSyntax,
        providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
        in context: some MacroExpansionContext
    ) throws -> [CodeBlockItemSyntax] {
        let function = try CacheableFunction(declaration, macro: "@CacheBust", in: context)
        guard function.isAsync else { throw CacheMacroError.notAsync(macro: "@CacheBust") }
        let arguments = CacheMacroArguments(node)
        guard !arguments.unlabelled.isEmpty else { throw CacheMacroError.noTags }
        let tags = try arguments.unlabelled.map(KeyTemplate.expression).joined(separator: ", ")
        let inner = context.makeUniqueName("body")
        let outcome = context.makeUniqueName("outcome")
        let cache = arguments.cache(for: function)
        let returns = function.returnType
        let call = "\(function.throwsClause.isEmpty ? "" : "try ")await \(inner.text)()"
        return [
            """
            func \(inner)() async \(raw: function.throwsClause)\(raw: returns.map { "-> \($0) " } ?? ""){
            \(raw: function.body.statements.trimmedDescription)
            }
            """,
            returns == nil ? "\(raw: call)" : "let \(outcome) = \(raw: call)",
            "await HoneCached.invalidate([\(raw: tags)], in: \(raw: cache))",
        ] + (returns == nil ? [] : ["return \(outcome)"])
    }
}
