#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ValueCoding where Value: Codable {
    /// JSON, by Foundation. A number that JSON has no word for, as not-a-number, cannot be coded.
    public static var json: Self {
        Self(
            encode: { [UInt8](try JSONEncoder().encode($0)) },
            decode: { try JSONDecoder().decode(Value.self, from: Data($0)) })
    }
}
