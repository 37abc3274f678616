import Foundation
import HoneTesting
import Logging
import Testing

@testable import HoneMonitor

/// What a process uses, from its folder in /proc.
struct SystemTests {
    @Test func readsThisProcess() throws {
        let sample = try SystemSampler(clock: .system).sample()
        #expect(sample.residentBytes > 1 << 20)
        #expect(sample.peakResidentBytes >= sample.residentBytes / 2)
        #expect(sample.threads >= 1)
        #expect(sample.openDescriptors >= 3)
        #expect(sample.uptimeSeconds >= 0)
        #expect(sample.userSeconds + sample.systemSeconds > 0)
        #expect(sample.cpuPercent >= 0)
        #if canImport(Glibc)
            let allocator = try #require(sample.allocator)
            #expect(allocator.usedBytes > 100_000 && allocator.usedBytes <= allocator.mappedBytes)
        #endif
    }

    @Test func theAllocatorTellsWhatIsHeld() throws {
        #if canImport(Glibc)
            let before = try #require(AllocatorSnapshot.current)
            let held = UnsafeMutableRawPointer.allocate(byteCount: 64 << 20, alignment: 16)
            defer { held.deallocate() }
            // Other tests allocate and free meanwhile.
            #expect(try #require(AllocatorSnapshot.current).usedBytes > before.usedBytes + 32 << 20)
        #endif
    }

    @Test func aDescriptorThatIsOpenedCounts() throws {
        let before = try ProcessReading(folder: "/proc/self").openDescriptors
        let handles = (0..<40).compactMap { _ in FileHandle(forReadingAtPath: "/dev/null") }
        let after = try ProcessReading(folder: "/proc/self").openDescriptors
        #expect(handles.count == 40)
        // Other tests open and close files meanwhile.
        #expect(after > before + 10)
        for handle in handles { try handle.close() }
    }

    /// A folder laid out like one of /proc, with a command that has spaces and parentheses in it.
    private func fixture(userTicks: Int, status: String = "VmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n") throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hone-proc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("fd"), withIntermediateDirectories: true)
        try Data().write(to: folder.appendingPathComponent("fd/0"))
        try write(userTicks: userTicks, to: folder.path)
        try Data(status.utf8).write(to: folder.appendingPathComponent("status"))
        return folder.path
    }

    private func write(userTicks: Int, to folder: String) throws {
        let stat = "17 (a (b) c) S 1 17 17 0 -1 4194560 9 0 0 0 \(userTicks) 50 0 0 20 0 7 0 100 5 6 7\n"
        try Data(stat.utf8).write(to: URL(fileURLWithPath: "\(folder)/stat"))
    }

    @Test func readsTheRightFields() throws {
        let folder = try fixture(userTicks: 100)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reading = try ProcessReading(folder: folder)
        #expect(reading.residentBytes == 1_048_576)
        #expect(reading.peakResidentBytes == 2_097_152)
        #expect(reading.userTicks == 100)
        #expect(reading.systemTicks == 50)
        #expect(reading.threads == 7)
        #expect(reading.startTicks == 100)
        #expect(reading.openDescriptors == 1)
    }

    /// Every quarter of the readings above the one before.
    @Test(arguments: [(40, true), (0, false)])
    func memoryThatGrowsIsFound(kilobytesMore: Int, isFound: Bool) throws {
        let folder = try fixture(userTicks: 1)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clock = ManualClock()
        let monitor = PerformanceMonitor(
            configuration: .init(lookEverySeconds: nil), clock: clocks(clock), logger: .init(label: "test"),
            deliver: nil, system: SystemSampler(folder: folder, clock: clocks(clock)))
        for look in 0..<120 {
            let resident = 200_000 + look * 100 * kilobytesMore
            try Data("VmHWM:\t  2048 kB\nVmRSS:\t  \(resident) kB\n".utf8)
                .write(to: URL(fileURLWithPath: "\(folder)/status"))
            monitor.look()
            clock.advance(by: .seconds(10))
        }
        #expect(monitor.findings().map(\.detector) == (isFound ? ["memory-growth"] : []))
        #expect(monitor.findings().allSatisfy { $0.location == "process" })
    }

    @Test func cpuIsOfTheTimeBetweenSamples() throws {
        let folder = try fixture(userTicks: 100)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clock = ManualClock()
        let sampler = SystemSampler(folder: folder, clock: clocks(clock))
        _ = try sampler.sample()
        // Half a second of CPU in one second is 50 %.
        try write(userTicks: 100 + Int(ProcessReading.ticksPerSecond / 2), to: folder)
        clock.advance(by: .seconds(1))
        #expect(abs(try sampler.sample().cpuPercent - 50) < 1e-9)
        // Too soon after: the last answer stands.
        clock.advance(by: .milliseconds(50))
        #expect(abs(try sampler.sample().cpuPercent - 50) < 1e-9)
        clock.advance(by: .seconds(1))
        #expect(try sampler.sample().cpuPercent == 0)
    }

    @Test func saysWhatIsMissing() throws {
        #expect(throws: SystemReadError(path: "/nowhere/status", problem: "No such file or directory")) {
            try ProcessReading(folder: "/nowhere")
        }
        let folder = try fixture(userTicks: 1, status: "Name:\tx\n")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let error = #expect(throws: SystemReadError.self) { try ProcessReading(folder: folder) }
        #expect(error?.description.contains("VmRSS") == true)
        try Data("17 no command".utf8).write(to: URL(fileURLWithPath: "\(folder)/stat"))
        try Data("VmHWM: 1 kB\nVmRSS: 1 kB\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/status"))
        #expect(throws: SystemReadError.self) { try ProcessReading(folder: folder) }
        try Data("17 (x) S 1 2".utf8).write(to: URL(fileURLWithPath: "\(folder)/stat"))
        #expect(throws: SystemReadError.self) { try ProcessReading(folder: folder) }
        #expect(throws: SystemReadError.self) { try ProcessReading.machineUptime(path: "/dev/null") }
    }
}
