#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Looks at answers: whether they are what the scenario says, and what is kept of them. One per event loop, as compiled
/// regular expressions are not for several threads.
final class Judge {
    /// What an answer is.
    struct Verdict: Equatable {
        /// nil for a success.
        var failure: LoadErrorKind?
        /// Which of the task's checks did not hold, a bit each (the first 64).
        var failedChecks: UInt64 = 0
    }

    private let regexes: [Regex<AnyRegexOutput>?]

    init(patterns: [String]) {
        // They compiled when the plan was made.
        regexes = patterns.map { try? Regex($0).matchingSemantics(.unicodeScalar) }
    }

    /// Judges an answer and saves its values. Failed answers save nothing.
    func judge(
        _ expectation: Expectation, status: Int, sink: inout LoadSink, values: inout UserValues
    ) -> Verdict {
        var verdict = Verdict()
        if expectation.failsOnStatus, status >= 400 { verdict.failure = status < 500 ? .status4xx : .status5xx }
        let isReadable = !expectation.interest.contains(.body) || sink.decode()
        for (index, check) in expectation.checks.enumerated()
        where !holds(check, status: status, sink: sink, isReadable: isReadable) {
            verdict.failedChecks |= 1 << UInt64(min(index, 63))
            if verdict.failure == nil { verdict.failure = Self.kind(of: check, status: status) }
        }
        guard verdict.failure == nil else { return verdict }
        for save in expectation.saves {
            // A null or an empty text is no value: a token made of it would be refused later, and nobody would know
            // why.
            guard let value = value(at: save.place, sink: sink, isReadable: isReadable), !value.isEmpty,
                !isNull(value, save.place)
            else {
                verdict.failure = .noValue
                return verdict
            }
            values.save(value, slot: save.slot)
        }
        return verdict
    }

    private func isNull(_ value: [UInt8], _ place: Expectation.PlannedPlace) -> Bool {
        if case .json = place { value == Array("null".utf8) } else { false }
    }

    /// A status that is not the expected one counts under its class, where it has one.
    private static func kind(of check: Expectation.PlannedCheck, status: Int) -> LoadErrorKind {
        guard case .status = check else { return .check }
        return status >= 500 ? .status5xx : status >= 400 ? .status4xx : .check
    }

    private func holds(
        _ check: Expectation.PlannedCheck, status: Int, sink: borrowing LoadSink, isReadable: Bool
    ) -> Bool {
        switch check {
        case .status(let ranges): ranges.contains { $0.contains(status) }
        case .size(let range): range.contains(sink.bodyBytes)
        case .body(let match): isReadable && matches(match, sink.collected)
        case .value(let place, let match):
            if let value = value(at: place, sink: sink, isReadable: isReadable) { matches(match, value) } else { false }
        }
    }

    private func value(
        at place: Expectation.PlannedPlace, sink: borrowing LoadSink, isReadable: Bool
    ) -> [UInt8]? {
        switch place {
        case .json(let pointer):
            guard isReadable else { return nil }
            return sink.collected.withUnsafeBytes { pointer.value(in: $0) }
        case .header(let name): return sink.field(name)
        case .cookie(let name): return sink.cookie(name)
        case .regex(let index):
            guard isReadable else { return nil }
            let text = String(decoding: sink.collected, as: UTF8.self)
            guard let match = try? regexes[index]?.firstMatch(in: text) else { return nil }
            let part = match.output.count > 1 ? match.output[1].substring : match.output[0].substring
            return part.map { Array($0.utf8) }
        }
    }

    private func matches(_ match: Expectation.PlannedMatch, _ bytes: [UInt8]) -> Bool {
        switch match {
        case .any: true
        case .equal(let text): bytes == text
        case .contains(let text): contains(bytes, text)
        case .regex(let index):
            (try? regexes[index]?.firstMatch(in: String(decoding: bytes, as: UTF8.self))) != nil
        }
    }

    private func contains(_ bytes: [UInt8], _ text: [UInt8]) -> Bool {
        guard !text.isEmpty else { return true }
        return bytes.withUnsafeBytes { bytes in
            text.withUnsafeBytes { text in
                var rest = bytes
                while rest.count >= text.count, let start = rest.baseAddress, let wanted = text.baseAddress,
                    let first = memchr(start, Int32(text[0]), rest.count - text.count + 1)
                {
                    if memcmp(first, wanted, text.count) == 0 { return true }
                    rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(first) - start + 1)...])
                }
                return false
            }
        }
    }
}
