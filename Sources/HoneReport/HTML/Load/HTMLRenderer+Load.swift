import Foundation
import HoneLoad

extension HTMLRenderer {
    /// The page of a load result: headline, percentiles, time, errors, tasks, thresholds, and what the generator did.
    public func load(_ result: LoadResult) -> String {
        Page(
            title: "Load: \(result.target)", headline: LoadHeadline.markup(result),
            sections: [
                ("thresholds", "Thresholds", LoadSections.thresholds(result)),
                ("percentiles", "Percentiles", LoadSections.percentiles(result)),
                ("time", "Latency over time", LoadSections.time(result)),
                ("throughput", "Throughput", LoadSections.throughput(result)),
                ("errors", "Errors", LoadErrorSection.markup(result)),
                ("tasks", "Tasks", LoadTaskSection.markup(result)),
                ("generator", "Generator", LoadGeneratorSection.markup(result)),
            ],
            footer: "Measured and written by Hone. Times are those of successful requests; failures are counted apart."
        ).source
    }
}
