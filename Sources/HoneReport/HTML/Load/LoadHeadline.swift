import Foundation
import HoneCore
import HoneLoad

/// The top of a load result's page: what users saw, in one sentence and a few large numbers.
enum LoadHeadline {
    static func markup(_ result: LoadResult) -> Markup {
        let moment = Numbers.moment(Date(timeIntervalSince1970: result.startedAt))
        let invalid = LoadText.invalid(result).map {
            "<p class=\"notice invalid\" role=\"alert\">\($0)</p>" as Markup
        }
        let remarks = LoadText.remarks(result).map { "<p class=\"notice\" role=\"note\">\($0)</p>" as Markup }
        return """
            <header>
            <p class="kicker">Load</p>
            <h1>\(sentence(result))</h1>
            <p class="about">\(PageParts.code(result.target)), \(moment), \(LoadText.level(result)), \
            \(Numbers.seconds(result.seconds)) recorded</p>
            \(invalid ?? .empty)
            \(remarks)
            \(cards(result))
            </header>
            """
    }

    /// What a boss reads. It says nothing of the target when the generator was the limit.
    private static func sentence(_ result: LoadResult) -> Markup {
        guard !result.isInvalid else {
            return "This run is <em class=\"bad\">invalid</em>: the generator did not keep up"
        }
        guard result.total.latency.count > 0 else { return "No request succeeded" }
        let latency = result.total.latency.snapshot
        return """
            <em>\(Numbers.plain(result.requestsPerSecond))</em> requests per second, half of them within \
            <em>\(Numbers.milliseconds(latency.p50))</em> and 99 of 100 within \
            <em>\(Numbers.milliseconds(latency.p99))</em>
            """
    }

    private static func cards(_ result: LoadResult) -> Markup {
        let latency = result.total.latency.snapshot
        let hasLatency = latency.count > 0
        let corrected = LoadText.corrected(result).map {
            "corrected for omission (estimate): \(Numbers.milliseconds($0.snapshot.p99))"
        }
        var cards = [
            card(
                "Requests", Numbers.count(result.total.requests),
                "\(Numbers.plain(result.requestsPerSecond)) per second"),
            card(
                "Latency p95", hasLatency ? Numbers.milliseconds(latency.p95) : "–",
                hasLatency ? "mean \(Numbers.milliseconds(latency.average))" : "no success"),
            card(
                "Latency p99, as measured", hasLatency ? Numbers.milliseconds(latency.p99) : "–",
                corrected ?? "nothing was omitted"),
            card(
                "Errors", Numbers.share(result.total.errorShare),
                "\(Numbers.count(result.total.failures)) of \(Numbers.count(result.total.requests)) requests",
                isBad: result.total.failures > 0),
        ]
        if !result.thresholds.isEmpty {
            let met = result.thresholds.filter(\.isMet).count
            cards.append(
                card(
                    "Thresholds", "\(met) of \(result.thresholds.count) met",
                    result.isPassed ? "passed" : "not passed", isBad: !result.isPassed))
        }
        return "<ul class=\"cards load\">\n\(cards)\n</ul>"
    }

    private static func card(_ name: String, _ figure: String, _ note: String, isBad: Bool = false) -> Markup {
        """
        <li><span class="name">\(name)</span><strong>\(figure)</strong>\
        <span class="\(isBad ? "was bad" : "was")">\(note)</span></li>
        """
    }
}
