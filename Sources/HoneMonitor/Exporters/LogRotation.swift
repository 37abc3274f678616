/// When a log is moved away to make room for a new one, and how many old ones are kept.
public struct LogRotation: Sendable, Equatable {
    /// The bytes from which on it is moved; nil: whatever its size.
    public var maximumBytes: Int?
    /// The seconds since it was begun from which on it is moved; nil: whatever its age.
    public var maximumAgeSeconds: Int?
    /// How many old ones are kept, as `NAME.1` (the youngest) to `NAME.n`; the rest is removed.
    public var keptFiles: Int

    /// A rotation; unless told otherwise 64 MiB a file, of whatever age, and four old ones.
    public init(maximumBytes: Int? = 67_108_864, maximumAgeSeconds: Int? = nil, keptFiles: Int = 4) {
        self.maximumBytes = maximumBytes.map { max(1, $0) }
        self.maximumAgeSeconds = maximumAgeSeconds.map { max(1, $0) }
        self.keptFiles = min(max(0, keptFiles), 1_000)
    }
}
