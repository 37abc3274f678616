/// `@Cached` or `@CacheBust` stands where it cannot work.
enum CacheMacroError: Error, Equatable, CustomStringConvertible {
    case notAFunction(macro: String)
    case noBody(macro: String)
    case notAsyncThrowing
    case notAsync(macro: String)
    case typedThrows
    case returnsNothing
    case opaqueReturn
    case inoutParameter(String)
    case mutating
    case genericWithoutKey
    case variadicWithoutKey
    case unnamedParameter
    case noTags
    case openBrace(String)
    case notAPath(String)
    case noSeparator(before: String)

    var description: String {
        switch self {
        case .notAFunction(let macro): "\(macro) goes on functions only"
        case .noBody(let macro):
            "\(macro) needs a function with a body: put it on the function that implements this one"
        case .notAsyncThrowing:
            "@Cached needs an 'async throws' function: who misses waits for the load, and gets its failure"
        case .notAsync(let macro): "\(macro) needs an 'async' function, as it waits for the cache's tiers"
        case .typedThrows:
            "@Cached needs 'throws' without a type: beside the function's own errors there are those of the cache"
        case .returnsNothing: "@Cached caches what a function returns, and this one returns nothing"
        case .opaqueReturn: "@Cached needs the name of the type that is cached, not 'some'"
        case .inoutParameter(let name):
            "@Cached cannot cache a function that changes its argument '\(name)': nothing would change on a hit"
        case .mutating: "@Cached cannot cache a mutating function: nothing would change on a hit"
        case .genericWithoutKey:
            "@Cached needs a key here, as in @Cached(\"products:{id}\"): the name of a generic function or type, or one with "
                + "'some' or 'any' in a parameter, does not tell its answers apart"
        case .variadicWithoutKey:
            "@Cached needs a key here: variadic parameters are none of a key made of the parameters"
        case .unnamedParameter:
            "@Cached needs a key here, or a name for each parameter: one without a name does not get into the key"
        case .noTags: "@CacheBust needs a tag to invalidate, as in @CacheBust(\"products\")"
        case .openBrace(let text):
            "'\(text)' has a brace without its other one: {name} stands for a value, {{ and }} for braces"
        case .notAPath(let path):
            "'{\(path)}' is no name: write {id} for a parameter or member, or {page.number} for a member of one"
        case .noSeparator(let path):
            "between '{\(path)}' and the value before it, put ':', ',' or '|', so that no two pairs of values make one key"
        }
    }
}
