import HoneTesting
import Logging
import Testing

/// What tests see of a log.
struct KeptLogTests {
    @Test func keepsEveryLevelWithItsMetadata() {
        let log = KeptLog()
        #expect(log.lines.isEmpty)
        log.logger.trace("a detail")
        var logger = log.logger
        logger.logLevel = .critical
        logger.warning("a file is damaged", metadata: ["path": "/a"])
        #expect(log.lines.count == 2)
        #expect(log.lines.first?.hasPrefix("trace: a detail") == true)
        #expect(log.lines.last?.hasPrefix("warning: a file is damaged") == true)
        #expect(log.lines.last?.contains("/a") == true)
    }
}
