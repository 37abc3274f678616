#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A value that can stand in a key of `@Cached`: two that differ must differ here. Classes and other types whose
/// description does not tell them apart are none unless they are made one.
///
///     extension ChefID: CacheKeyPart { var cacheKeyPart: String { "\(number)" } }
///
/// Types with a raw value that is one only have to say so: `enum Kind: String, CacheKeyPart { … }`.
public protocol CacheKeyPart {
    /// The value as text, without `:`, `,`, `|`, `(`, `)`, `[`, `]` but behind a backslash (``escaped(_:)``).
    var cacheKeyPart: String { get }
}

/// The text of a value in a key; the macros' own.
@inlinable
public func keyPart(_ value: some CacheKeyPart) -> String { value.cacheKeyPart }

/// The whole name of a type in a key, with those around it and what it is generic over; the macros' own. Of a type that
/// is private or within a function, it is another in each run of the program.
@inlinable
public func keyPart(of type: Any.Type) -> String { String(reflecting: type) }

extension CacheKeyPart {
    /// A text with a backslash before what stands between the parts of a key, so that no value looks like two.
    public static func escaped(_ text: some StringProtocol) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ":", ",", "|", "(", ")", "[", "]": escaped.unicodeScalars.append("\\")
            default: break
            }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }
}

extension CacheKeyPart where Self: StringProtocol {
    /// The text, escaped.
    public var cacheKeyPart: String { Self.escaped(self) }
}

extension CacheKeyPart where Self: BinaryInteger {
    /// The number in decimal digits.
    public var cacheKeyPart: String { String(self) }
}

extension CacheKeyPart where Self: RawRepresentable, RawValue: CacheKeyPart {
    /// That of the raw value.
    public var cacheKeyPart: String { rawValue.cacheKeyPart }
}

extension String: CacheKeyPart {}
extension Substring: CacheKeyPart {}
extension Int: CacheKeyPart {}
extension Int8: CacheKeyPart {}
extension Int16: CacheKeyPart {}
extension Int32: CacheKeyPart {}
extension Int64: CacheKeyPart {}
extension UInt: CacheKeyPart {}
extension UInt8: CacheKeyPart {}
extension UInt16: CacheKeyPart {}
extension UInt32: CacheKeyPart {}
extension UInt64: CacheKeyPart {}

extension Character: CacheKeyPart {
    /// The letter, escaped.
    public var cacheKeyPart: String { Self.escaped(String(self)) }
}

extension Bool: CacheKeyPart {
    /// `true` or `false`.
    public var cacheKeyPart: String { self ? "true" : "false" }
}

extension Double: CacheKeyPart {
    /// As many digits as tell it from all others.
    public var cacheKeyPart: String { description }
}

extension UUID: CacheKeyPart {
    /// Its 36 characters.
    public var cacheKeyPart: String { uuidString }
}

extension Optional: CacheKeyPart where Wrapped: CacheKeyPart {
    /// The value, or what no text becomes.
    public var cacheKeyPart: String { self?.cacheKeyPart ?? "\\nil" }
}

extension Array: CacheKeyPart where Element: CacheKeyPart {
    /// The elements in brackets, in their order, each with a comma behind it, as an empty text is one too.
    public var cacheKeyPart: String { "[\(map { $0.cacheKeyPart + "," }.joined())]" }
}
