import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One part of a cache and its lock, which hits share and all else has alone.
///
/// A hit takes a cache line that few other threads or none take, so hits on two cores do not disturb each other: where
/// all write one word, that word going from core to core costs more than the look itself. Who writes says so first and
/// then waits until each line is free; a hit that finds a writer lets go of its line and takes the writers' way. (A
/// lock of that kind is known as a big-reader lock.)
///
/// Unchecked, as `state` and `readers` are pointers. `readers` are atomics. `state` is changed only by who holds
/// `writers` and has seen every line free after `isWriting` was set, and read only by who has taken a line and has seen
/// `isWriting` unset after that; all four accesses are sequentially consistent, so one of the two sees the other.
@usableFromInline
struct Stripe<Key: Hashable & Sendable, Value: Sendable>: ~Copyable, @unchecked Sendable {
    /// A line's words: whether it is taken (1) or free (0), and the hits that were counted by those who had it.
    /// 64 bytes are a cache line on all that we run on but Apple's processors (128).
    @usableFromInline static var lineWords: Int { 8 }

    @usableFromInline let state: UnsafeMutablePointer<StripeState<Key, Value>>
    @usableFromInline let readers: UnsafeMutablePointer<Atomic<UInt64>>
    /// The number of lines less one; they are a power of two.
    @usableFromInline let lineMask: Int
    @usableFromInline let isWriting = Atomic(false)
    private let writers = Mutex(())

    init(_ initial: consuming StripeState<Key, Value>, lines: Int = Self.lines(cores: processorCount)) {
        state = .allocate(capacity: 1)
        state.initialize(to: initial)
        lineMask = lines - 1
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: lines * 64, alignment: 64)
        readers = bytes.bindMemory(to: Atomic<UInt64>.self, capacity: lines * Self.lineWords)
        for word in 0..<lines * Self.lineWords { (readers + word).initialize(to: Atomic(0)) }
    }

    @inlinable
    deinit {
        state.deinitialize(count: 1)
        state.deallocate()
        readers.deinitialize(count: (lineMask + 1) * Self.lineWords)
        UnsafeMutableRawPointer(readers).deallocate()
    }

    /// Twice as many as there are cores, so that threads seldom share one; a power of two.
    static func lines(cores: Int) -> Int {
        var lines = 16
        while lines < 64, lines < cores * 2 { lines *= 2 }
        return lines
    }

    /// Takes a line: first that of the thread that asks. Stacks lie 8 MiB apart, so the address of what is on one tells
    /// threads apart, for less than asking the system. A thread may have different lines at different times.
    /// - Returns: nil when there is none free.
    @inlinable @inline(__always)
    func takeLine() -> UnsafeMutablePointer<Atomic<UInt64>>? {
        var local: UInt8 = 0
        let address = withUnsafeMutablePointer(to: &local) { UInt(bitPattern: $0) }
        let number = Int(truncatingIfNeeded: address &>> 23) & lineMask
        let line = readers + number &* Self.lineWords
        let isTaken = line.pointee.compareExchange(expected: 0, desired: 1, ordering: .sequentiallyConsistent).exchanged
        return isTaken ? line : takeLine(after: number)
    }

    @usableFromInline
    func takeLine(after number: Int) -> UnsafeMutablePointer<Atomic<UInt64>>? {
        for step in 1...lineMask {
            let line = readers + ((number + step) & lineMask) * Self.lineWords
            guard line.pointee.load(ordering: .relaxed) == 0 else { continue }
            if line.pointee.compareExchange(expected: 0, desired: 1, ordering: .sequentiallyConsistent).exchanged {
                return line
            }
        }
        return nil
    }

    /// The value of a key when it is there, valid and fresh, and needs no further look; counted and used.
    @inlinable @inline(__always)
    func hit(_ key: Key, _ fingerprint: UInt32, latest: UInt64, clock: CacheClock, idle: UInt64) -> Value? {
        guard let line = takeLine() else { return nil }
        guard !isWriting.load(ordering: .sequentiallyConsistent) else {
            line.pointee.store(0, ordering: .releasing)
            return nil
        }
        let value = state.pointee.hit(key, fingerprint, latest: latest, clock: clock, idle: idle)
        // Nobody else writes while the line is taken.
        if value != nil { line[1].store(line[1].load(ordering: .relaxed) &+ 1, ordering: .relaxed) }
        line.pointee.store(0, ordering: .releasing)
        return value
    }

    /// Has the stripe alone.
    func withLock<T>(_ body: (inout StripeState<Key, Value>) -> T) -> T {
        writers.withLock { _ in
            isWriting.store(true, ordering: .sequentiallyConsistent)
            waitForReaders()
            defer { isWriting.store(false, ordering: .releasing) }
            return body(&state.pointee)
        }
    }

    /// The hits that were counted in the lines.
    var hits: Int {
        (0...lineMask).reduce(0) { $0 + Int(readers[$1 * Self.lineWords + 1].load(ordering: .relaxed)) }
    }

    private func waitForReaders() {
        for line in 0...lineMask {
            var looks = 0
            while readers[line * Self.lineWords].load(ordering: .sequentiallyConsistent) != 0 {
                looks += 1
                // One who is in for so long has lost its core.
                if looks > 10_000 { usleep(50) } else if looks > 100 { sched_yield() }
            }
        }
    }
}
