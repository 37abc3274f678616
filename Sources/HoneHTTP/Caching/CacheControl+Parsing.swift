import HoneCore

extension CacheControl {
    /// Parses a field value (several lines joined by commas).
    ///
    /// Never fails: what cannot be understood is ignored where that makes the response less cacheable, and read
    /// strictly where it would make it more so (RFC 9111 §4.2.1).
    public init(_ value: String) {
        self.init()
        let elements = listElements(of: value)
        for element in elements { apply(element) }
        // After all of them, so that none takes back what a malformed one may have meant to forbid.
        for element in elements where !Self.isWellFormed(element) { restrict(by: element) }
    }

    /// Whether an element is a name, or a name with a token or one quoted string. A semicolon for a comma, or a stray
    /// quotation mark, makes one element of several.
    private static func isWellFormed(_ element: Substring) -> Bool {
        let pair = element.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard isToken(pair[0].trimmed) else { return false }
        guard pair.count == 2 else { return true }
        let argument = pair[1].trimmed
        return isToken(argument) || isQuotedString(argument)
    }

    private mutating func apply(_ element: Substring) {
        let pair = element.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = pair[0].trimmed.lowercased()
        let argument = pair.count == 2 ? unquoted(pair[1].trimmed) : nil
        switch name {
        case "max-age": shorten(&maxAge, to: Self.seconds(argument) ?? 0)
        case "s-maxage": shorten(&sharedMaxAge, to: Self.seconds(argument) ?? 0)
        case "stale-while-revalidate": Self.seconds(argument).map { shorten(&staleWhileRevalidate, to: $0) }
        case "stale-if-error": Self.seconds(argument).map { shorten(&staleIfError, to: $0) }
        case "min-fresh": shorten(&minFresh, to: Self.seconds(argument) ?? Self.longestSeconds)
        case "max-stale": shorten(&maxStale, to: argument == nil ? Self.longestSeconds : Self.seconds(argument) ?? 0)
        case "no-cache": noCache = noCache.joined(by: argument)
        case "private": isPrivate = isPrivate.joined(by: argument)
        case "public": if argument == nil { isPublic = true }
        case "no-store": noStore = true
        case "must-revalidate":
            mustRevalidate = true
            if argument != nil { isRevalidationMalformed = true }
        case "proxy-revalidate": proxyRevalidate = true
        // It lets a response be stored in spite of no-store, so it has to be written right.
        case "must-understand": if argument == nil { mustUnderstand = true }
        case "no-transform": noTransform = true
        case "immutable": immutable = true  // "If any arguments are present, they … MUST be ignored" (RFC 8246 §2)
        case "only-if-cached": onlyIfCached = true
        default: if isToken(name) { extensions.append(Extension(name: name, argument: argument)) }
        }
    }

    /// Of repeated lifetimes the shortest holds.
    private func shorten(_ lifetime: inout Int?, to seconds: Int) {
        lifetime = min(lifetime ?? seconds, seconds)
    }

    /// Takes the restrictions out of an element that cannot be read.
    private mutating func restrict(by malformed: Substring) {
        mustUnderstand = false
        for piece in malformed.split(whereSeparator: { ",;\" \t".contains($0) }) {
            switch piece.prefix(while: { $0 != "=" }).lowercased() {
            case "no-store": noStore = true
            case "no-cache": noCache = .whole
            case "private": isPrivate = .whole
            case "must-revalidate": mustRevalidate = true
            case "proxy-revalidate": proxyRevalidate = true
            case "no-transform": noTransform = true
            case "max-age": maxAge = 0
            case "s-maxage": sharedMaxAge = 0
            default: break
            }
        }
        isRevalidationMalformed = mustRevalidate
    }

    /// Delta-seconds (RFC 9111 §1.2.2): digits only; too large counts as the largest. nil when malformed.
    static func seconds(_ argument: String?) -> Int? {
        guard let argument, !argument.isEmpty else { return nil }
        var seconds = 0
        for byte in argument.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            seconds = min(seconds * 10 + Int(byte - UInt8(ascii: "0")), longestSeconds)
        }
        return seconds
    }
}

extension CacheControl.Restriction {
    /// With one more occurrence of the directive; the whole response outweighs a list of fields.
    func joined(by argument: String?) -> Self {
        guard let argument, self != .whole else { return .whole }
        let names = listElements(of: argument).map { $0.lowercased() }
        guard !names.isEmpty, names.allSatisfy(isToken) else { return .whole }
        if case .fields(let before) = self { return .fields(before + names) }
        return .fields(names)
    }
}
