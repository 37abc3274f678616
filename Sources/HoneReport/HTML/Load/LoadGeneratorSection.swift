import HoneCore
import HoneLoad

/// What the generator itself did, by which its figures can be trusted or not.
enum LoadGeneratorSection {
    static func markup(_ result: LoadResult) -> Markup {
        let generator = result.generator
        let delay = generator.startDelay
        var rows: [(String, String)] = [
            ("Busiest event loop, of its time", Numbers.share(generator.busiestLoop)),
            ("Event loops", Numbers.count(generator.loops)),
            ("CPU time", "\(Numbers.plain(generator.cpuSeconds)) s"),
            ("CPU time per request", "\(Numbers.plain(generator.microsecondsPerRequest(result.total.requests))) µs"),
        ]
        if delay.count > 0 {
            rows += [
                ("Requests whose start the clock decided", Numbers.count(delay.count)),
                (
                    "How late they started, p50 and p99",
                    "\(Numbers.milliseconds(delay.milliseconds(atPercentile: 50))), "
                        + Numbers.milliseconds(delay.milliseconds(atPercentile: 99))
                ),
                ("Later than \(Numbers.short(GeneratorLoad.lateMilliseconds)) ms", Numbers.count(generator.lateStarts)),
            ]
        }
        rows += [
            ("Users at most", Numbers.count(result.startedUsers)),
            ("Connections made", Numbers.count(result.connections)),
            ("Requests sent again on a new connection", Numbers.count(result.retries)),
            ("Redirects followed", Numbers.count(result.redirects)),
            ("Requests without an answer at the end", Numbers.count(result.unfinished)),
            ("Arrivals never sent", Numbers.count(result.unsent)),
            ("Received", Numbers.bytes(Double(result.total.bytesReceived))),
            ("Sent", Numbers.bytes(Double(result.total.bytesSent))),
        ]
        let verdict =
            result.isInvalid
            ? PageParts.badge("✗ did not keep up", "reverted") : PageParts.badge("✓ kept up", "kept")
        return PageParts.section(
            "generator", "The generator itself",
            "A generator that is busy for more than \(Numbers.share(GeneratorLoad.saturationShare)) of its time, or starts "
                + "more than \(Numbers.share(GeneratorLoad.lateShare)) of the requests late, measures itself.",
            [
                "<p>\(verdict)</p>",
                PageParts.table(
                    "The generator", [.text(""), .number("")], rows.map { ["\($0.0)", "\($0.1)"] }),
            ])
    }
}
