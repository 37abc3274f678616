import SwiftSyntax

/// What `@Cached` and `@CacheBust` were given.
struct CacheMacroArguments {
    var unlabelled: [ExprSyntax] = []
    var labelled: [String: ExprSyntax] = [:]

    init(_ node: AttributeSyntax) {
        guard case .argumentList(let arguments) = node.arguments else { return }
        for argument in arguments {
            if let label = argument.label?.text {
                labelled[label] = argument.expression
            } else {
                unlabelled.append(argument.expression)
            }
        }
    }

    /// The key; nil when there is none or it is `nil`.
    var key: ExprSyntax? { unlabelled.first { !$0.is(NilLiteralExprSyntax.self) } }

    var tags: ExprSyntax? { labelled["tags"] }

    /// The cache as an expression within the function: what `in:` says, or the member `cache`. A key path stands for
    /// that member of the function's own value, as an attribute sees no other members of it.
    func cache(for function: CacheableFunction) -> String {
        guard let given = labelled["in"] else { return function.isMember ? "self.cache" : "cache" }
        guard let path = given.as(KeyPathExprSyntax.self) else { return given.trimmedDescription }
        return "self" + path.components.trimmedDescription
    }
}
