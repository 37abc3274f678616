import HoneCore
import Synchronization

/// A look-up that the trace of the request that makes it is to be told of.
struct TracedLookup {
    private let cache: String
    private let observation: QueryObservation
    private let began = ContinuousClock.now

    fileprivate init(cache: String, observation: QueryObservation) {
        self.cache = cache
        self.observation = observation
    }

    /// Tells it.
    func end(isHit: Bool) {
        let nanoseconds = (ContinuousClock.now - began).clampedNanoseconds
        observation.record(CacheLookup(cache: cache, isHit: isHit, nanoseconds: nanoseconds))
    }
}

extension Cache {
    /// Has look-ups told, from now on, to who observes the task that makes them (`QueryObservation`), as a monitored
    /// request does. They are told by the cache's name; keys are not told. A registry of caches does this for those
    /// that are added to it.
    public func tellTraces() {
        watch.recording.withLock { recording in
            watch.tellsTraces.store(true, ordering: .relaxed)
            watch.update(recording)
        }
    }

    /// The beginning of a look-up; nil when nobody is to be told.
    func beginLookup() -> TracedLookup? {
        guard watch.tellsTraces.load(ordering: .relaxed), let observation = QueryObservation.current else { return nil }
        return TracedLookup(cache: name, observation: observation)
    }
}
