import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Cache {
    /// Records which keys are asked for, for `hone cache simulate`: of a share of the keys, chosen by their hashes,
    /// every request with its time, and the weight and time to live of what is stored. Keys are recorded as hashes that
    /// are salted anew for each recording, from which nobody learns the key.
    ///
    /// A request of a key that is sampled costs a short lock; the file is written in the background. While nothing is
    /// recorded, it costs a load of one flag.
    /// - Parameters:
    ///   - path: the file. A trace that is there is replaced.
    ///   - rate: the share of the keys that is recorded, from 2⁻³² up to 1. Below a few hundred sampled keys in the
    ///     cache, simulations become rough.
    ///   - maximumBytes: the file's greatest size, some 20 bytes a request; there the recording ends. At least 4,096.
    ///   - queueCapacity: samples that may wait to be written, 32 bytes each; further ones are dropped and counted.
    /// - Returns: what tells how it goes, and stops it. It goes on without being held.
    /// - Throws: ``RecordingError`` when the cache is being recorded, or the file cannot be made.
    @discardableResult
    public func record(
        to path: String, rate: Double = 0.1, maximumBytes: Int = 64 << 20, queueCapacity: Int = 1 << 16
    ) throws(RecordingError) -> CacheRecording {
        guard rate >= SpatialSampling.leastRate, rate <= 1 else {
            throw RecordingError(
                cache: name, path: path, problem: "the rate is \(rate)",
                remedy: "give the share of the keys that is recorded, more than 0 up to 1 (2⁻³² at least)")
        }
        let made = watch.recording.withLock { recording -> Result<CacheRecording, TraceFile.Problem> in
            guard recording == nil else {
                return .failure(.init(problem: "it is being recorded already", remedy: "stop that recording first"))
            }
            let header = TraceHeader(rate: rate, began: Int64(time(nil)) * 1_000, capacity: capacity, name: name)
            return Result { () throws(TraceFile.Problem) in
                var file = try TraceFile(path: path)
                try file.append(Array(header.line.utf8))
                let made = CacheRecording(
                    path: path, file: file, rate: rate, now: clock.now(), maximumBytes: maximumBytes,
                    queueCapacity: queueCapacity, totals: { [weak self] in self?.totals },
                    ended: { [weak self] in self?.recordingEnded($0) })
                recording = made
                watch.update(made)
                return made
            }
        }
        switch made {
        case .success(let recording): return recording
        case .failure(let found):
            throw RecordingError(cache: name, path: path, problem: found.problem, remedy: found.remedy)
        }
    }

    private var totals: CacheRecording.Totals {
        let statistics = statistics
        return .init(requests: statistics.hits + statistics.misses, misses: statistics.misses)
    }

    private func recordingEnded(_ ended: CacheRecording) {
        watch.recording.withLock { recording in
            guard recording === ended else { return }
            recording = nil
            watch.update(nil)
        }
    }

    /// A key was asked for while somebody watches.
    /// - Parameter isHit: false when a second look is to tell.
    @usableFromInline
    func watched(_ hash: UInt64, isHit: Bool) {
        if let recording = watch.recording(keeping: hash) { recording.note(hash, now: clock.now) }
        if isHit { beginLookup()?.end(isHit: true) }
    }

    /// A value was stored.
    func watchedStore(_ hash: UInt64, weight: Int, ttl: Duration?) {
        guard watch.isOn.load(ordering: .relaxed), let recording = watch.recording(keeping: hash) else { return }
        let ttl = (ttl ?? options.ttl)?.clampedNanoseconds ?? CacheRecording.Sample.endless
        recording.note(hash, weight: weight, ttl: ttl, now: clock.now)
    }
}
