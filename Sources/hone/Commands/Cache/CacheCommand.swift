import ArgumentParser

/// What can be told of an app's caches without the app.
struct CacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Says what an application cache would bring, from the keys that an app asks for.",
        discussion: """
            A Swift app with HoneCache records them itself: `try cache.record(to: "products.trace")`. Of any other app,
            a text with one key on each line will do, as an access log's paths. docs/cache-traces.md tells more.

            Examples:
              hone cache simulate products.trace
              hone cache simulate products.trace --sizes 1%,5%,10% --ttl none,60s,1h
              awk '{print $7}' access.log | hone cache simulate -
            """,
        subcommands: [CacheSimulateCommand.self])
}
