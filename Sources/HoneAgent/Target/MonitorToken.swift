import Foundation
import HoneYAML

/// The admin token of an application's monitor. It describes itself without what it is: neither printing,
/// interpolating, dumping nor encoding one shows it.
public struct MonitorToken: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The token: for the request that it opens, never for a log or a report.
    public let secret: String

    /// A token.
    public init(_ secret: String) { self.secret = secret }

    /// `…`.
    public var description: String { "…" }
    /// `…`.
    public var debugDescription: String { "…" }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension MonitorToken: Codable {
    /// Reads what `encode(to:)` wrote: a token that opens nothing.
    public init(from decoder: any Decoder) throws {
        _ = try decoder.singleValueContainer().decode(String.self)
        self.init("")
    }

    /// Writes that there is one, and not what it is: what is encoded may go into a report.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Target {
    /// `monitor:` with either `token`, or `token_variable`: the environment variable that holds it, so that hone.yaml
    /// can be shared.
    mutating func readMonitor(_ section: YAMLSection) throws {
        try section.allow(["token", "token_variable"])
        switch (try section.string("token"), try section.string("token_variable")) {
        case (let token?, nil) where Self.isSendable(token): monitorToken = MonitorToken(token)
        case (nil, let name?):
            guard let token = ProcessInfo.processInfo.environment[name], Self.isSendable(token) else {
                throw section.invalid(
                    "token_variable", "the environment variable \(name) is not set, or not fit for a header.",
                    remedy: "Set it to the admin token that the application was started with.")
            }
            monitorToken = MonitorToken(token)
        default:
            throw section.invalid(
                "token", "the monitor needs one of 'token' and 'token_variable', of visible ASCII characters.",
                remedy: "Write for example 'token_variable: ADMIN_TOKEN'.")
        }
    }

    /// Whether a token can stand in a header: visible ASCII (RFC 6750 §2.1 allows less still).
    private static func isSendable(_ token: String) -> Bool {
        !token.isEmpty && token.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }
}
