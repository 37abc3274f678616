#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Scenario.Token {
    /// The header line, with its line end, that proves who the user is; nil when the answer holds no token.
    func headerLine(body: [UInt8], cookies: [[UInt8]]) -> [UInt8]? {
        switch self {
        case .jsonPointer(let pointer):
            guard let root = try? JSONDecoder().decode(JSONValue.self, from: Data(body)),
                let token = root.value(at: pointer)?.text, isHeaderText(token)
            else { return nil }
            return Array("Authorization: Bearer \(token)\r\n".utf8)
        case .cookie(let name):
            let start = Array("\(name)=".utf8)
            guard let cookie = cookies.last(where: { $0.starts(with: start) }) else { return nil }
            let pair = String(decoding: cookie.prefix { $0 != 0x3B }, as: UTF8.self)
            return isHeaderText(pair) ? Array("Cookie: \(pair)\r\n".utf8) : nil
        }
    }

    /// A line break in a token would let the server write our next request's headers.
    private func isHeaderText(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}

/// Any JSON value, as far as a pointer needs it.
private enum JSONValue: Decodable {
    case text(String)
    case object([String: JSONValue])
    case array([JSONValue])
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let members = try? container.decode([String: JSONValue].self) {
            self = .object(members)
        } else if let items = try? container.decode([JSONValue].self) {
            self = .array(items)
        } else if let number = try? container.decode(Int64.self) {
            self = .text(String(number))
        } else {
            self = .other
        }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The value that a JSON Pointer names (RFC 6901); nil when there is none.
    func value(at pointer: String) -> JSONValue? {
        var current = self
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let key = String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
            switch current {
            case .object(let members):
                guard let next = members[key] else { return nil }
                current = next
            case .array(let items):
                guard let index = Int(key), items.indices.contains(index) else { return nil }
                current = items[index]
            case .text, .other: return nil
            }
        }
        return current
    }
}
