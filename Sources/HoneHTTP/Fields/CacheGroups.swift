import RawStructuredFieldValues

/// The groups that a response belongs to, or that it invalidates (RFC 9875): a list of strings.
public struct CacheGroups: Sendable, Equatable {
    /// The names of the groups, in the order they were written; compared as they are (RFC 9875 §2.1).
    public var names: [String]

    /// The most groups that are taken from a field, and the most bytes of a name: what RFC 9875 §2 and §3 ask a cache
    /// to take at least.
    public static let most = (groups: 128, bytes: 128)

    /// Groups from their names.
    public init(_ names: [String]) { self.names = names }

    /// Parses `Cache-Groups` or `Cache-Group-Invalidation`; nil when the value is not a list.
    ///
    /// Members that are no strings are left out.
    public init?(parsing value: String) {
        guard let items = structuredList(value) else { return nil }
        names = items.prefix(Self.most.groups).compactMap { item in
            if case .string(let name) = item.rfc9651BareItem, name.utf8.count <= Self.most.bytes { name } else { nil }
        }
    }

    /// The field's value; a name that cannot be written is left out.
    public var description: String { names.compactMap(structuredString).joined(separator: ", ") }
}
