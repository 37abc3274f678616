import Foundation

/// A value of SQLite, in one of its five storage classes (<https://www.sqlite.org/datatype3.html>).
///
/// As JSON: `null`, a number with or without a fraction, a string, or `{"base64": "…"}` for a blob.
public enum SQLValue: Sendable, Hashable {
    /// NULL.
    case null
    /// A signed 64-bit integer.
    case integer(Int64)
    /// A 64-bit floating-point number.
    case real(Double)
    /// Text, as UTF-8.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}

extension SQLValue: Codable {
    private enum BlobKey: String, CodingKey { case base64, real }

    /// Reads the JSON form.
    /// - Throws: `DecodingError` when it is none of the five forms.
    public init(from decoder: any Decoder) throws {
        if let keyed = try? decoder.container(keyedBy: BlobKey.self) {
            if let whole = try keyed.decodeIfPresent(Double.self, forKey: .real) {
                self = .real(whole)
                return
            }
            let encoded = try keyed.decode(String.self, forKey: .base64)
            guard let bytes = Data(base64Encoded: encoded) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .base64, in: keyed, debugDescription: "A blob is to be base64; this is not: \(encoded)")
            }
            self = .blob([UInt8](bytes))
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let value = try? single.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? single.decode(Double.self) {
            self = .real(value)
        } else {
            self = .text(try single.decode(String.self))
        }
    }

    /// Writes the JSON form. A real without a fraction is written as `{"real": 2}`, since JSON writers drop the
    /// `.0` that tells it from an integer, and SQLite tells the two apart.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .blob(let bytes):
            var keyed = encoder.container(keyedBy: BlobKey.self)
            try keyed.encode(Data(bytes).base64EncodedString(), forKey: .base64)
        case .real(let value) where value == value.rounded():
            var keyed = encoder.container(keyedBy: BlobKey.self)
            try keyed.encode(value, forKey: .real)
        default:
            var single = encoder.singleValueContainer()
            switch self {
            case .null: try single.encodeNil()
            case .integer(let value): try single.encode(value)
            case .real(let value): try single.encode(value)
            case .text(let value): try single.encode(value)
            case .blob: break
            }
        }
    }
}

extension SQLValue {
    /// The integer, if it is one.
    var integerValue: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The text, if it is text.
    var textValue: String? {
        if case .text(let value) = self { value } else { nil }
    }
}

/// A name as an SQL identifier: in double quotes, with the quotes inside doubled, so that any name is taken literally.
func quoted(_ name: String) -> String {
    "\"" + name.replacingOccurrences(of: "\"", with: "\"\"") + "\""
}
