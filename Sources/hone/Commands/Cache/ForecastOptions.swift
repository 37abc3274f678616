import ArgumentParser
import HoneAgent
import HoneCache

/// What `hone cache simulate` is asked to compare, as it stands on the command line.
enum ForecastOptions {
    static func sizes(_ text: String) throws -> [ForecastSize] {
        try list(text, "--sizes") { word in
            guard let size = ForecastSize(word) else {
                throw ValidationError(
                    "--sizes: '\(word)' is no size; give shares of the keys or entries, such as 1%,5%,10% or 500,10000."
                )
            }
            return size
        }
    }

    static func ttls(_ text: String) throws -> [ForecastTTL] {
        try list(text, "--ttl") { word in
            switch word.lowercased() {
            case "none": return .none
            case "recorded": return .recorded
            default:
                guard let seconds = Seconds(argument: word)?.value, seconds > 0, seconds <= 1e9 else {
                    throw ValidationError(
                        "--ttl: '\(word)' is no time; give none, recorded or times such as 30s, 5min, 1h.")
                }
                return .seconds(seconds)
            }
        }
    }

    static func policies(_ text: String) throws -> [CachePolicy] {
        try list(text, "--policies") { word in
            guard let policy = CachePolicy.allCases.first(where: { $0.rawValue.lowercased() == word.lowercased() })
            else {
                let names = CachePolicy.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--policies: '\(word)' is not known; there are \(names).")
            }
            return policy
        }
    }

    /// Refuses times to live that the trace has nothing for.
    static func check(_ ttls: [ForecastTTL], for trace: CacheTrace) throws {
        guard ttls.contains(where: { $0 != .none }) else { return }
        guard trace.seconds != nil else {
            throw AgentError(
                .usage, "A text of keys has no times, so --ttl cannot be simulated.",
                remedy: "Leave --ttl away, or record the keys with cache.record(to:).")
        }
        guard !ttls.contains(.recorded) || trace.hasTTLs else {
            throw AgentError(
                .usage, "No value was stored with a time to live while this trace was recorded.",
                remedy: "Give times instead of recorded, such as --ttl 60s,1h.")
        }
    }

    private static func list<Value: Equatable>(
        _ text: String, _ option: String, _ read: (String) throws -> Value
    ) throws -> [Value] {
        let words = text.split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }
        guard !words.isEmpty, words.count <= 32 else {
            throw ValidationError("\(option) takes 1 to 32 values with commas between them.")
        }
        var values: [Value] = []
        for word in words {
            let value = try read(String(word))
            if !values.contains(value) { values.append(value) }
        }
        return values
    }
}
