import HoneCore
import HoneTesting
import Synchronization
import Testing

@testable import HoneMonitor

/// The monitor measures itself and leaves out detail before it costs too much.
struct CostTests {
    private func tally(requests: UInt64, timed: UInt64, nanoseconds: UInt64) -> CostTally {
        var tally = CostTally()
        tally.requests = requests
        for _ in 0..<timed { tally.record(nanoseconds / timed) }
        return tally
    }

    @Test func theShareIsOfTheTimeBetweenLooks() {
        let meter = CostMeter(maximumShare: 0.5, cpuNanoseconds: 1_000_000)
        // 1,000 requests of 200 ns in 2 ms of CPU time.
        meter.look(tally(requests: 1_000, timed: 10, nanoseconds: 2_000), cpuNanoseconds: 3_000_000)
        #expect(abs(meter.share - 0.1) < 1e-12)
        // No more requests since.
        meter.look(tally(requests: 1_000, timed: 10, nanoseconds: 2_000), cpuNanoseconds: 4_000_000)
        #expect(meter.share == 0)
        // No CPU time at all says nothing.
        meter.look(tally(requests: 2_000, timed: 20, nanoseconds: 4_000), cpuNanoseconds: 4_000_000)
        #expect(meter.share == 0)
    }

    @Test func anotherThreadsTurnIsNotCounted() {
        var tally = CostTally()
        tally.record(5_000_000_000)
        #expect(tally.nanoseconds == CostTally.longest)
    }

    /// Above the share one thing more is left out at each look; below half of it one thing less.
    @Test func shedsStepByStep() {
        let meter = CostMeter(maximumShare: 0.1, cpuNanoseconds: 0)
        var all = CostTally()
        var cpu: UInt64 = 0
        func look(share: Double) -> Shedding {
            all.requests += 1_000
            all.record(1_000)
            cpu += UInt64(1_000_000 / share)
            meter.look(all, cpuNanoseconds: cpu)
            return meter.shedding
        }
        #expect(meter.shedding == .none)
        #expect([0.1, 0.11, 0.08, 0.2, 0.3].map(look) == [.none, .traces, .traces, .queries, .queries])
        #expect([0.05, 0.049, 0.049, 0.01].map(look) == [.queries, .traces, .none, .none])
    }

    @Test(arguments: Shedding.allCases)
    func countsAreNeverLeftOut(shedding: Shedding) {
        var state = TraceState(began: 0)
        state.begin(at: 0, id: nil, context: .init(traceHigh: 1, traceLow: 1, span: 1, flags: 0), shedding: shedding)
        for _ in 0..<3 { state.record(RanQuery(sql: "SELECT 1", nanoseconds: 5), at: 10, maximumSpans: 8) }
        #expect(state.figures.queries == 3 && state.figures.queryNanoseconds == 15)
        #expect(state.spans.count == (shedding == .none ? 3 : 0))
        #expect(state.droppedSpans == (shedding == .none ? 0 : 3))
        #expect(state.figures.statements.count == (shedding < .queries ? 1 : 0))
    }

    /// A machine whose CPU time hardly passes: whatever is recorded is too much.
    @Test func aMonitorThatCostsTooMuchBecomesCheaper() throws {
        let time = Mutex<UInt64>(0)
        let clock = MonitorClock(
            nanoseconds: {
                time.withLock { time in
                    time += 50
                    return time
                }
            }, unixMilliseconds: { 1 }, cpuNanoseconds: { time.withLock { $0 } })
        let monitor = PerformanceMonitor(
            configuration: .init(maximumCPUShare: 0.01, lookEverySeconds: nil), clock: clock)
        func serve() throws -> RequestTrace {
            var recording = monitor.begin(method: "GET", route: "/a")
            let trace = try #require(recording.trace)
            trace.recordQuery(sql: "SELECT 1", nanoseconds: 1)
            monitor.end(&recording, status: 200, responseBytes: nil)
            return trace
        }
        #expect(try serve().spans.count == 1)
        for _ in 0..<2 {
            for _ in 0..<200 { _ = try serve() }
            monitor.look()
        }
        let cost = try #require(try monitor.systemSnapshot().monitor)
        #expect(cost.shedding == .queries)
        #expect(cost.cpuShare > 0.01)
        #expect(cost.memoryBytes > 1_000 && cost.bytesPerRequest > 0)
        let shed = try serve()
        #expect(shed.spans.isEmpty && shed.figures.queries == 1)
        #expect(monitor.snapshot().requests == 402)
        #expect(try #require(monitor.snapshot()["GET /a"]).queries.total == 402)
    }
}
