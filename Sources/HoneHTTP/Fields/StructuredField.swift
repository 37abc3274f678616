import RawStructuredFieldValues

// The two shapes of structured fields (RFC 9651) that the rules here read; the grammar is the library's.

/// The members of a dictionary in order; nil when the value does not parse, as then none of it counts (RFC 9651 §4.2).
func structuredDictionary(_ value: String) -> [(key: String, item: Item?)]? {
    var parser = StructuredFieldValueParser(Array(value.utf8))
    guard let members = try? parser.parseDictionaryFieldValue() else { return nil }
    return members.map { key, member in
        if case .item(let item) = member { (key, item) } else { (key, nil) }
    }
}

/// The items of a list, inner lists left out; nil when the value does not parse.
func structuredList(_ value: String) -> [Item]? {
    var parser = StructuredFieldValueParser(Array(value.utf8))
    guard let members = try? parser.parseListFieldValue() else { return nil }
    return members.compactMap { member in
        if case .item(let item) = member { item } else { nil }
    }
}

/// Text as a structured string (RFC 9651 §3.3.3); nil when it holds a byte that may not stand in one.
func structuredString(_ text: String) -> String? {
    var printed = "\""
    for scalar in text.unicodeScalars {
        guard (0x20...0x7E).contains(scalar.value) else { return nil }
        if scalar == "\"" || scalar == "\\" { printed.unicodeScalars.append("\\") }
        printed.unicodeScalars.append(scalar)
    }
    return printed + "\""
}
