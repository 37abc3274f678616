import ArgumentParser
import HoneAgent
import HoneCache
import HoneReport

struct CacheSimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Replays a trace of keys through caches of several policies, sizes and times to live.",
        discussion: """
            Prints how many requests each would have answered, with Bélády's optimum beside, which knows the future, and
            the loads that are spared. The trace is a recording of HoneCache (`cache.record(to:)`), or text with one key
            on each line. Sends no traffic.

            Examples:
              hone cache simulate products.trace
              hone cache simulate products.trace --sizes 1%,5%,20000 --ttl none,60s,recorded
              hone cache simulate keys.txt --policies lru,hone,optimum --json
              awk '{print $7}' access.log | hone cache simulate -
            """)

    @Argument(help: ArgumentHelp("The trace, or - for standard input.", valueName: "trace"))
    var trace: String

    @Option(
        name: .long,
        help: ArgumentHelp("How large the caches are: shares of the keys, or entries.", valueName: "size,…"))
    var sizes = "1%,5%,10%"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How long values are fresh: none, a time, or recorded (as they were stored). Needs a recording.",
            valueName: "ttl,…"))
    var ttl = "none"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Of LRU, SIEVE, W-TinyLFU, S3-FIFO, Hone and optimum, those to compare.", valueName: "name,…"))
    var policies = CachePolicy.allCases.map(\.rawValue).joined(separator: ",")

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many requests are kept in memory, some 100 bytes each; of a longer trace, those of fewer keys.",
            valueName: "number"))
    var maxRequests = 2_000_000

    @Flag(name: .long, help: "Print the outcomes as JSON on standard output.")
    var json = false

    func validate() throws {
        _ = (try ForecastOptions.sizes(sizes), try ForecastOptions.ttls(ttl), try ForecastOptions.policies(policies))
        guard maxRequests >= 1_000 else { throw ValidationError("--max-requests takes a whole number from 1000 on.") }
    }

    func run() async throws {
        let ttls = try ForecastOptions.ttls(ttl)
        let trace = try TraceInput(name: self.trace).read(maximumRequests: maxRequests)
        try ForecastOptions.check(ttls, for: trace)
        let forecast = try CacheForecast(
            trace, policies: try ForecastOptions.policies(policies), sizes: try ForecastOptions.sizes(sizes), ttls: ttls
        ) { done, all in
            try Task.checkCancellation()
            Console.observer(Progress("simulating", "\(done) of \(all)", fraction: Double(done) / Double(all)))
        }
        Console.endProgress()
        if json {
            try Console.json(ForecastReport(forecast, of: trace))
        } else {
            print(Console.renderer.forecast(forecast, of: trace))
        }
    }
}
