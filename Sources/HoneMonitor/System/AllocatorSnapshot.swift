#if canImport(Glibc)
    import CMalloc
#endif

/// What the C library's allocator holds, of which the app's objects are a part (mallinfo(3)).
public struct AllocatorSnapshot: Sendable, Codable, Equatable {
    /// Bytes that are allocated and not freed (`uordblks` and `hblkhd`).
    public var usedBytes: UInt64
    /// Bytes that are freed and kept for later (`fordblks`).
    public var freeBytes: UInt64
    /// Bytes that it has from the kernel (`arena` and `hblkhd`).
    public var mappedBytes: UInt64

    /// What it holds now. Takes time in proportion to the free blocks, under the allocator's locks: not for the path of
    /// a request.
    static var current: AllocatorSnapshot? {
        #if canImport(Glibc)
            let told = mallinfo2()
            return AllocatorSnapshot(
                usedBytes: UInt64(told.uordblks + told.hblkhd), freeBytes: UInt64(told.fordblks),
                mappedBytes: UInt64(told.arena + told.hblkhd))
        #else
            return nil
        #endif
    }
}
