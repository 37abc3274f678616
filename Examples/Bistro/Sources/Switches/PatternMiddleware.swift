import Hummingbird

/// PAT-013, PAT-014 and PAT-017: the patterns that are middleware.
enum PatternMiddleware {
    /// Adds those that are on, the outermost first.
    static func add(_ switches: Switches, to router: Router<BistroContext>) {
    }
}
