import Synchronization

/// Who looks at a cache's requests beside the cache: a recording of its keys, and the traces of the requests that make
/// them. The only thing that a request pays for it while there is nobody is one relaxed load; while keys are recorded,
/// one whose key is not sampled takes no lock.
@usableFromInline
struct CacheWatch: ~Copyable, Sendable {
    /// Whether there is somebody.
    @usableFromInline let isOn = Atomic<Bool>(false)
    /// Whether look-ups are told to traces.
    let tellsTraces = Atomic<Bool>(false)
    /// The recording that goes on. What follows is only changed under its lock.
    let recording = Mutex<CacheRecording?>(nil)
    /// Below what a salted hash is sampled; 0 while nothing is recorded.
    private let threshold = Atomic<UInt64>(0)
    private let salt = Atomic<UInt64>(0)

    /// To be called where one of them came or went, under the recording's lock.
    func update(_ recording: CacheRecording?) {
        salt.store(recording?.salt ?? 0, ordering: .relaxed)
        threshold.store(recording?.sampling.threshold ?? 0, ordering: .releasing)
        isOn.store(recording != nil || tellsTraces.load(ordering: .relaxed), ordering: .relaxed)
    }

    /// The recording that goes on, when it keeps a key.
    func recording(keeping hash: UInt64) -> CacheRecording? {
        let threshold = threshold.load(ordering: .acquiring)
        guard threshold > 0 else { return nil }
        let salted = SpatialSampling.spread(hash ^ salt.load(ordering: .relaxed))
        guard SpatialSampling.keeps(salted, below: threshold) else { return nil }
        return recording.withLock { $0 }
    }
}
