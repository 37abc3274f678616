import Synchronization

/// What fills caches.
struct CacheWarmer: Sendable {
    let name: String
    let limit: Duration
    let warm: @Sendable () async throws -> Void

    /// Runs it for as long as it may take. One that does not stop when it is cancelled is left behind.
    func run() async -> WarmupOutcome {
        let began = ContinuousClock.now
        let (ends, end) = AsyncStream.makeStream(of: String?.self, bufferingPolicy: .bufferingOldest(1))
        let work = Task {
            do {
                try await warm()
                end.yield(nil)
            } catch {
                end.yield("\(error)")
            }
        }
        let timer = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            end.yield("took longer than \(limit) and was cancelled")
        }
        let failure = await withTaskCancellationHandler {
            for await failure in ends { return failure }
            return "was cancelled"
        } onCancel: {
            end.finish()
        }
        timer.cancel()
        work.cancel()
        return WarmupOutcome(
            name: name, seconds: (ContinuousClock.now - began) / .seconds(1),
            error: failure.map { String($0.prefix(500)) })
    }
}

/// How one warmer fared.
public struct WarmupOutcome: Sendable, Equatable, Codable {
    /// The warmer's name.
    public var name: String
    /// How long it took, s.
    public var seconds: Double
    /// What it threw; nil when it went well.
    public var error: String?
}

extension CacheRegistry {
    /// The warmers cannot be run.
    public enum WarmupRefusal: Error, Sendable, Equatable, CustomStringConvertible {
        /// They run already.
        case running
        /// There is no warmer of this name.
        case unknown(String)

        /// Says what to do.
        public var description: String {
            switch self {
            case .running: "the warmers run already; wait until they have reported"
            case .unknown(let name): "there is no warmer '\(name)'"
            }
        }
    }

    /// Runs warmers one after the other, so that they do not take the app's whole database for themselves.
    /// - Parameter names: which; nil: all, in the order they were added.
    /// - Returns: how each fared, in the same order. A failure does not keep the next from running.
    /// - Throws: ``WarmupRefusal``
    public func warmUp(_ names: [String]? = nil) async throws(WarmupRefusal) -> [WarmupOutcome] {
        var chosen = warmers
        if let names {
            var wanted: [CacheWarmer] = []
            for name in names {
                guard let warmer = chosen.first(where: { $0.name == name }) else { throw .unknown(name) }
                if !wanted.contains(where: { $0.name == name }) { wanted.append(warmer) }
            }
            chosen = wanted
        }
        let isFree = isWarming.withLock { isWarming in
            defer { isWarming = true }
            return !isWarming
        }
        guard isFree else { throw .running }
        defer { isWarming.withLock { $0 = false } }
        var outcomes: [WarmupOutcome] = []
        for warmer in chosen { outcomes.append(await warmer.run()) }
        return outcomes
    }
}
