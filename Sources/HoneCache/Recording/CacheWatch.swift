import Synchronization

/// Who looks at a cache's requests beside the cache: a recording of its keys, and the traces of the requests that make
/// them. The only thing that a request pays for it while there is nobody is one relaxed load.
@usableFromInline
struct CacheWatch: ~Copyable, Sendable {
    /// Whether there is somebody.
    @usableFromInline let isOn = Atomic<Bool>(false)
    /// Whether look-ups are told to traces.
    let tellsTraces = Atomic<Bool>(false)
    /// The recording that goes on.
    let recording = Mutex<CacheRecording?>(nil)

    /// To be called where one of them came or went.
    func update(isRecording: Bool) {
        isOn.store(isRecording || tellsTraces.load(ordering: .relaxed), ordering: .relaxed)
    }
}
