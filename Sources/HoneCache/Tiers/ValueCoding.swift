/// How values become the bytes that outer tiers keep. Bytes that cannot be decoded, as the app's type has changed since
/// they were stored, count as a miss; when they still decode but mean something else, give the cache another name.
public struct ValueCoding<Value: Sendable>: Sendable {
    /// The bytes of a value.
    public let encode: @Sendable (Value) throws -> [UInt8]
    /// The value of bytes; throws when they are none's.
    public let decode: @Sendable ([UInt8]) throws -> Value

    /// A coding of one's own. Both run off the cache's locks, in tasks of the cache.
    public init(
        encode: @escaping @Sendable (Value) throws -> [UInt8], decode: @escaping @Sendable ([UInt8]) throws -> Value
    ) {
        self.encode = encode
        self.decode = decode
    }
}

extension ValueCoding where Value == [UInt8] {
    /// Bytes as they are.
    public static var bytes: Self { Self(encode: { $0 }, decode: { $0 }) }
}
