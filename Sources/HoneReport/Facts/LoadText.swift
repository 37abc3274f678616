import HoneCore
import HoneLoad

/// What a load result means, in sentences that every rendering shares.
enum LoadText {
    /// The load and its model: `200 users, closed model`.
    static func level(_ result: LoadResult) -> String {
        switch result.model {
        case .closed:
            let users = Numbers.whole(result.level)
            return "\(Numbers.count(users)) \(users == 1 ? "user" : "users"), closed model"
        case .open:
            return "\(Numbers.chosen(result.level)) arrivals/s, open model"
        }
    }

    /// How the latencies are to be read: what coordinated omission did to them, or that there is none.
    static func model(_ result: LoadResult) -> String {
        switch result.model {
        case .open:
            return
                "Arrivals came by their own clock, and latency counts from there: what a slow answer held up is in it."
        case .closed(let interval) where interval <= 0:
            return
                "Users are paced and catch up: latency counts from when each request was meant to start, so what a slow "
                + "answer held up is in it."
        case .closed:
            let sentence =
                "Users waited for answers: while one was slow, its user sent nothing, and what it would have met is missing "
                + "from these latencies (coordinated omission)"
            guard let corrected = corrected(result) else { return sentence + "." }
            let measured = result.total.latency.snapshot
            return sentence
                + "; p99 as measured \(Numbers.milliseconds(measured.p99)); p99 corrected for omission (estimate) "
                + "\(Numbers.milliseconds(corrected.snapshot.p99))."
        }
    }

    /// All latencies with what users omitted added, as far as can be guessed; nil where nothing was omitted.
    static func corrected(_ result: LoadResult) -> LatencyHistogram? {
        guard case .closed(let interval) = result.model, interval > 0, result.total.latency.count > 0 else {
            return nil
        }
        return result.total.latency.correctedForOmission(expectedInterval: interval)
    }

    /// Why the figures must not be believed, and what to do; nil when they may.
    static func invalid(_ result: LoadResult) -> String? {
        guard result.isInvalid else { return nil }
        let generator = result.generator
        let starts = max(result.total.requests, generator.startDelay.count)
        var reasons: [String] = []
        if generator.busiestLoop > GeneratorLoad.saturationShare {
            reasons.append("an event loop of it was busy for \(Numbers.share(generator.busiestLoop)) of the time")
        }
        if starts > 0, Double(generator.lateStarts) / Double(starts) > GeneratorLoad.lateShare {
            reasons.append(
                "\(Numbers.count(generator.lateStarts)) of \(Numbers.count(starts)) requests started more than "
                    + "\(Numbers.short(GeneratorLoad.lateMilliseconds)) ms late")
        }
        if result.exhaustions > 0 {
            reasons.append(
                "its machine had no file descriptor or port left for \(Numbers.count(result.exhaustions)) connections")
        }
        return
            "INVALID: the generator did not keep up (\(reasons.joined(separator: "; "))). The figures may be its own and "
            + "say nothing about the target. Use less load, more event loops, or shards on several machines."
    }

    /// What else would make the figures say something different from what they seem to.
    static func remarks(_ result: LoadResult) -> [String] {
        var sentences: [String] = []
        switch result.ending {
        case .completed: break
        case .errorShare: sentences.append("Ended early: too many requests failed.")
        case .threshold: sentences.append("Ended early: a threshold was not met.")
        case .cancelled: sentences.append("Ended early: it was interrupted.")
        }
        if result.unfinished > 0 {
            sentences.append(
                "\(Numbers.count(result.unfinished)) \(result.unfinished == 1 ? "request" : "requests") had no answer at the "
                    + "end; the longest had waited \(Numbers.milliseconds(result.longestUnfinished)). They are in no figure."
            )
        }
        if result.unsent > 0 {
            sentences.append(
                "\(Numbers.count(result.unsent)) arrivals were never sent: all users were waiting for answers. Allow more "
                    + "users, or the target is beyond its capacity.")
        }
        if result.strayAnswers > 0 {
            sentences.append(
                "\(Numbers.count(result.strayAnswers)) times the target sent bytes that belong to no request; those "
                    + "connections were dropped.")
        }
        return sentences
    }
}

extension TaskResult {
    /// The name without the method that stands before it.
    var path: String {
        !method.isEmpty && name.hasPrefix(method + " ") ? String(name.dropFirst(method.count + 1)) : name
    }

    /// Bytes received for each request.
    var bytesPerRequest: Double { requests == 0 ? 0 : Double(bytesReceived) / Double(requests) }
}
