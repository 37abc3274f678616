import Foundation
import HoneHTTP

/// The cookies of one user for the one target it has (RFC 6265): by name and path, a bounded number. `Domain`, `Secure`
/// and `SameSite` do not matter with one target; `Max-Age` and `Expires` matter where they take a cookie back.
struct CookieJar: Sendable {
    /// Cookies kept per user (RFC 6265 §6.1 asks for 50 per domain at least); the oldest is forgotten first.
    static let limit = 50

    private struct Cookie {
        var name: ArraySlice<UInt8>
        var value: ArraySlice<UInt8>
        var path: ArraySlice<UInt8>
    }

    private var cookies: [Cookie] = []

    var isEmpty: Bool { cookies.isEmpty }

    /// Takes note of a `Set-Cookie` value; one that cannot be read is ignored (RFC 6265 §5.2).
    /// - Parameter path: the target of the request that it answers: a cookie that names no path is for its folder.
    mutating func store(_ field: [UInt8], path: [UInt8]) {
        let parts = field.split(separator: 0x3B, omittingEmptySubsequences: false)
        guard let pair = parts.first, let equals = pair.firstIndex(of: 0x3D) else { return }
        let name = pair[..<equals].trimmed
        var cookie = Cookie(name: name, value: pair[(equals + 1)...].trimmed, path: Self.folder(of: path))
        guard !name.isEmpty, cookie.value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return }
        var lasts: Int?
        var expires: Int?
        for part in parts.dropFirst() {
            let halves = part.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count > 1 ? halves[1].trimmed : []
            switch String(decoding: halves[0].trimmed, as: UTF8.self).lowercased() {
            case "path" where value.first == 0x2F: cookie.path = value
            case "max-age":
                if let seconds = Int(String(decoding: value, as: UTF8.self)) { lasts = seconds }
            case "expires": expires = HTTPDate.parse(String(decoding: value, as: UTF8.self))
            default: break
            }
        }
        // `Max-Age` goes before `Expires` (RFC 6265 §5.3).
        let isTakenBack = lasts.map { $0 <= 0 } ?? expires.map { Double($0) <= Date().timeIntervalSince1970 } ?? false
        cookies.removeAll { $0.name == cookie.name && $0.path == cookie.path }
        if isTakenBack { return }
        if cookies.count == Self.limit { cookies.removeFirst() }
        cookies.append(cookie)
    }

    /// The folder of a request target, without its last slash; `/` for one without (RFC 6265 §5.1.4).
    private static func folder(of path: [UInt8]) -> ArraySlice<UInt8> {
        guard path.first == 0x2F, let slash = path.prefix(while: { $0 != 0x3F }).lastIndex(of: 0x2F), slash > 0 else {
            return [0x2F]
        }
        return path[..<slash]
    }

    /// The pairs that a request for `path` sends, longest path first (RFC 6265 §5.4); empty for none.
    func pairs(path: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for cookie in cookies.sorted(by: { $0.path.count > $1.path.count }) where Self.matches(cookie.path, path) {
            if !result.isEmpty { result += [0x3B, 0x20] }
            result += cookie.name
            result.append(0x3D)
            result += cookie.value
        }
        return result
    }

    /// RFC 6265 §5.1.4.
    private static func matches(_ cookiePath: ArraySlice<UInt8>, _ path: some Collection<UInt8>) -> Bool {
        guard path.starts(with: cookiePath) else { return false }
        if cookiePath.last == 0x2F || path.count == cookiePath.count { return true }
        let next = path[path.index(path.startIndex, offsetBy: cookiePath.count)]
        return next == 0x2F || next == 0x3F
    }
}
