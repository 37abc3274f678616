import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A small number for each thread that records, given out in turn: as long as no more threads record than there are
/// stripes, no two share one.
enum ThreadNumber {
    private static let next = Atomic<Int>(0)
    /// nil when the process has no thread-specific key left.
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        return pthread_key_create(&key, nil) == 0 ? key : nil
    }()

    /// The number of the thread that runs. Some nanoseconds.
    static var current: Int {
        guard let key else { return 0 }
        if let known = pthread_getspecific(key) { return Int(bitPattern: known) &- 1 }
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: number &+ 1))
        return number
    }
}
