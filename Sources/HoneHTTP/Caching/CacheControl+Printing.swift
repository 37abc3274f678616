extension CacheControl: CustomStringConvertible {
    /// The field value, directives in a fixed order, quoted only where the grammar asks for it; empty without any.
    ///
    /// Parsing it again gives an equal value: a `must-revalidate` that was malformed is printed with an argument, which
    /// it may not have.
    public var description: String {
        var parts: [String] = []
        func flag(_ name: String, _ present: Bool) { if present { parts.append(name) } }
        func seconds(_ name: String, _ value: Int?) { if let value { parts.append("\(name)=\(max(0, value))") } }
        func restriction(_ name: String, _ value: Restriction) {
            switch value {
            case .absent: break
            case .whole: parts.append(name)
            case .fields(let names): parts.append("\(name)=\"\(names.joined(separator: ", "))\"")
            }
        }
        flag("public", isPublic)
        restriction("private", isPrivate)
        restriction("no-cache", noCache)
        flag("no-store", noStore)
        seconds("max-age", maxAge)
        seconds("s-maxage", sharedMaxAge)
        flag(isRevalidationMalformed ? "must-revalidate=\"\"" : "must-revalidate", mustRevalidate)
        flag("proxy-revalidate", proxyRevalidate)
        flag("must-understand", mustUnderstand)
        flag("no-transform", noTransform)
        flag("immutable", immutable)
        seconds("stale-while-revalidate", staleWhileRevalidate)
        seconds("stale-if-error", staleIfError)
        flag("only-if-cached", onlyIfCached)
        if let maxStale {
            parts.append(maxStale == Self.longestSeconds ? "max-stale" : "max-stale=\(max(0, maxStale))")
        }
        seconds("min-fresh", minFresh)
        for directive in extensions {
            parts.append(directive.argument.map { "\(directive.name)=\(Self.quoted($0))" } ?? directive.name)
        }
        return parts.joined(separator: ", ")
    }

    /// An argument as a quoted string, unless it is digits or letters alone.
    private static func quoted(_ argument: String) -> String {
        let plain = argument.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowered(byte))
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        if plain, !argument.isEmpty { return argument }
        var text = "\""
        for scalar in argument.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}
