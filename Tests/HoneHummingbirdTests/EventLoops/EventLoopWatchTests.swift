import HoneMonitor
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import HoneHummingbird

/// How late a loop is, on one whose time the test moves.
struct EventLoopWatchTests {
    @Test func tellsHowLateTheLoopIs() {
        let loop = EmbeddedEventLoop()
        let told = Mutex<[UInt64]>([])
        let watch = EventLoopWatch(loop, every: .milliseconds(100)) { lag in told.withLock { $0.append(lag) } }
        loop.advanceTime(by: .milliseconds(99))
        #expect(told.withLock { $0 } == [])
        loop.advanceTime(by: .milliseconds(1))
        loop.advanceTime(by: .milliseconds(100))
        #expect(told.withLock { $0 } == [0, 0])
        watch.stop()
        loop.advanceTime(by: .seconds(10))
        #expect(told.withLock { $0.count } == 2)
    }
}
