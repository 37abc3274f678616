import HoneAgent
import HoneCache

/// The trace that a person named, read part by part.
struct TraceInput {
    let name: String

    func read(maximumRequests: Int) throws -> CacheTrace {
        let file = try InputFile(name)
        var reader = CacheTraceReader(maximumRequests: maximumRequests)
        var bytes = 0
        do {
            while true {
                try Task.checkCancellation()
                let part = try file.next()
                if part.isEmpty { break }
                try reader.add(part)
                bytes += part.count
                Console.observer(Progress("reading", "\(bytes >> 20) MiB"))
            }
            return try reader.finish()
        } catch let refusal as CacheTraceReader.Refusal {
            throw error(refusal)
        }
    }

    private func error(_ refusal: CacheTraceReader.Refusal) -> AgentError {
        let what = name == "-" ? "Standard input" : name
        let form = "Give a recording of cache.record(to:), or text with one key on each line."
        switch refusal {
        case .empty:
            return AgentError(.usage, "\(what) has no request.", remedy: form)
        case .binary(isGzip: true):
            return AgentError(
                .usage, "\(what) is compressed.",
                remedy: "Unpack it: zcat \(name == "-" ? "FILE" : name) | hone cache simulate -")
        case .binary(isGzip: false):
            return AgentError(.usage, "\(what) is no trace: it is not text.", remedy: form)
        case .longLine(let number):
            return AgentError(
                .usage, "\(what) is no trace: line \(number) is longer than \(CacheTraceReader.longestKey) bytes.",
                remedy: form)
        case .malformed(let line):
            return AgentError(
                .usage, "\(what) is damaged: line \(line) is none of a recording.",
                remedy: "Record anew, or cut the file off before that line.")
        case .newer(let version):
            return AgentError(
                .usage, "\(what) has version \(version) of the recording's form, which this hone does not know.",
                remedy: "Use the hone of the release that recorded it.")
        case .nothingKept:
            return AgentError(
                .usage, "\(what): no request of a sampled key was kept.",
                remedy: "Record at a higher rate, or keep more with --max-requests.")
        }
    }
}
