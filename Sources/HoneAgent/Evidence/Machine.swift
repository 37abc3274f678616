import Foundation

/// The machine that a run took place on; results of different machines are not compared.
public struct Machine: Sendable, Codable, Equatable {
    /// Operating system and kernel.
    public var system: String
    /// The processor's name.
    public var processor: String
    /// Cores that Hone may use.
    public var cores: Int
    /// Memory in MB of 1,000,000 bytes.
    public var memory: Double

    /// A machine from its parts.
    public init(system: String, processor: String, cores: Int, memory: Double) {
        self.system = system
        self.processor = processor
        self.cores = cores
        self.memory = memory
    }

    /// This machine.
    public static func current() -> Machine {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = text.split(separator: "\n").first { $0.hasPrefix("model name") }?
            .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        let process = ProcessInfo.processInfo
        return Machine(
            system: process.operatingSystemVersionString, processor: model ?? "unknown",
            cores: process.activeProcessorCount, memory: Double(process.physicalMemory) / 1e6)
    }
}
