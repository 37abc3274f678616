import HoneCore
import Foundation

@testable import HoneLoad

/// A server of known capacity: the level at which its latency, without noise, is exactly the limit of 1,000 ms.
struct SimulatedServer {
    /// How latency grows with load.
    enum Curve: CaseIterable {
        /// As in a queue: slowly at first, steeply near the capacity.
        case queue
        /// In proportion to the load, so that noise in the latency is noise in the capacity.
        case proportional
        /// Not at all, and then at once.
        case cliff

        func latency(atLoad load: Double) -> Double {
            switch self {
            case .queue: load < 1 ? 100 / (1 - 0.9 * load) : 1_000 + 20_000 * (load - 1)
            case .proportional: 1_000 * load
            case .cliff: load < 1 ? 300 : 3_000
            }
        }
    }

    static let threshold = LoadThreshold(.p95, .below, 1_000)

    var capacity: Double
    var curve: Curve
    /// Standard deviation of the logarithm of the latency.
    var noise: Double
    /// Share of measurements that something else on the machine spoils.
    var hiccups: Double = 0
    /// The level from which the generator cannot keep up.
    var generatorLimit = Int.max
    var random: SeededGenerator

    init(
        capacity: Double? = nil, curve: Curve = .queue, noise: Double = 0, hiccups: Double = 0, seed: UInt64 = 1
    ) {
        var random = SeededGenerator(seed: seed, stream: 77)
        // Evenly spread over two orders of magnitude.
        self.capacity = capacity ?? 15 * exp(random.nextUnit() * log(200))
        self.random = random
        self.curve = curve
        self.noise = noise
        self.hiccups = hiccups
    }

    mutating func measurement(at level: Int) -> CapacityMeasurement {
        // Box and Muller's way from two uniform numbers to a normal one.
        let normal = (-2 * log(1 - random.nextUnit())).squareRoot() * cos(2 * .pi * random.nextUnit())
        var latency = curve.latency(atLoad: Double(level) / capacity) * exp(noise * normal)
        if random.nextUnit() < hiccups { latency *= 5 }
        return CapacityMeasurement(
            level: level, requestsPerSecond: 10 * min(Double(level), capacity),
            outcomes: [
                ThresholdOutcome(LoadThreshold(.errorRate, .below, 0.01), value: 0),
                ThresholdOutcome(Self.threshold, value: latency),
            ], isInvalid: level >= generatorLimit)
    }

    /// Lets the search run to its end.
    /// - Parameter limit: of measurements, above the search's own.
    func searched(_ plan: CapacityPlan, limit: Int = 200) -> Capacity? {
        var server = self
        var search = CapacitySearch(plan: plan, model: .closed)
        for _ in 0...limit {
            switch search.next {
            case .end(let capacity): return capacity
            case .measure(let level): search.record(server.measurement(at: level))
            }
        }
        return nil
    }
}
