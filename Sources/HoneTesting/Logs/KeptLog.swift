import Logging
import Synchronization

/// A log handler that keeps what is logged, for tests that look at it.
///
///     let log = KeptLog()
///     let tier = DiskTier(path: path, logger: log.logger)
public final class KeptLog: LogHandler, Sendable {
    private let kept = Mutex<[String]>([])

    /// A handler that has kept nothing yet.
    public init() {}

    /// What was logged so far: `warning: message [key: value]`.
    public var lines: [String] { kept.withLock { $0 } }

    /// A logger whose messages are kept here.
    public var logger: Logger { Logger(label: "test") { _ in self } }

    /// None of its own.
    public var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    /// Everything is kept.
    public var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    /// None of its own.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    /// Keeps a message.
    public func log(event: LogEvent) {
        kept.withLock { $0.append("\(event.level): \(event.message) \(event.metadata ?? [:])") }
    }
}
