/// Makes a scenario of an access log of nginx, Apache (common or combined format) or Caddy (JSON), of any length: lines
/// are read as they come and only counts are kept.
///
/// - Tasks: method and path with identifiers grouped (`GET /chefs/{id}`), weighing as much as they were requested, with
///   their most frequent concrete paths. Only GET and HEAD, unless ``ImportSettings/includesWrites`` is set, without
///   assets and without what was refused (status 4xx but 408, 429 and nginx's 499), which is mostly typing errors and
///   scanners.
/// - Think time: requests of one address and user agent make a session, until 30 minutes without one. Users pause any
///   time from the first to the third quartile of the pauses between two requests of a session
///   (``Scenario/ThinkTime/uniform(from:to:)``).
/// - Load: an open model with Poisson arrivals, at the average rate of the log for a minute and then at that of its
///   busiest minute.
///
/// Memory: up to 1,000 tasks with 4 × ``ImportSettings/mostPaths`` paths each of at most 1,024 bytes, and 100,000 open
/// sessions of some 50 bytes; a few megabytes for usual logs, 100 MiB for the worst. Where there is more, the least
/// frequent are forgotten (see `FrequentItems`) and the remarks tell how far counts can be off.
public struct AccessLogImport: Sendable {
    /// What is taken over, and to where. A log does not say where its server is: the target must be given.
    public var settings: ImportSettings

    /// Lines longer than this many bytes are not read.
    static let longestLine = 64 << 10
    /// Tasks that are told apart for certain.
    static let tasksTold = 500

    private var partial: [UInt8] = []
    private var isTooLong = false
    private var tally = AccessTally()

    /// An import that has read nothing yet.
    public init(_ settings: ImportSettings) { self.settings = settings }

    /// Reads the next part of a log. Parts may end anywhere.
    public mutating func add(_ bytes: [UInt8]) {
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            if partial.isEmpty, !isTooLong {
                take(bytes[start..<end])
            } else {
                keep(bytes[start..<end])
                endLine()
            }
            start = end + 1
        }
        keep(bytes[start...])
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        isTooLong = isTooLong || partial.count + bytes.count > Self.longestLine
        if isTooLong { partial = [] } else { partial += bytes }
    }

    private mutating func endLine() {
        if isTooLong { tally.countUnreadable() } else { take(partial[...]) }
        partial.removeAll(keepingCapacity: true)
        isTooLong = false
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        let line = line.last == 0x0D ? line.dropLast() : line
        guard !line.allSatisfy({ $0 == 0x20 }) else { return }
        guard line.count <= Self.longestLine, let record = AccessRecord(line) else { return tally.countUnreadable() }
        tally.add(record, settings)
    }

    /// The scenario of what was read.
    /// - Throws: ``ImportError`` when no target is given, or no line can be taken over.
    public func finish() throws(ImportError) -> Imported {
        var whole = self
        if !partial.isEmpty || isTooLong { whole.endLine() }
        return try whole.tally.imported(settings)
    }

    /// The scenario of a whole log.
    /// - Throws: ``ImportError`` when no target is given, or no line can be taken over.
    public func read(_ bytes: [UInt8]) throws(ImportError) -> Imported {
        var copy = self
        copy.add(bytes)
        return try copy.finish()
    }
}
