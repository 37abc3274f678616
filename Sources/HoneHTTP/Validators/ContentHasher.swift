import NIOCore

/// Makes the ``ContentHash`` of a body that comes in pieces; the same as of the whole.
public struct ContentHasher: Sendable {
    private var state = ContentHash.State()
    /// The bytes that do not fill a block of 32 yet.
    private var rest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    private var restCount = 0
    private var count = 0

    /// A hasher that has seen nothing.
    public init() {}

    /// Takes the next piece. O(n), allocates nothing.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count += bytes.count
        var piece = bytes
        if restCount > 0 {
            let taken = min(32 - restCount, piece.count)
            withUnsafeMutableBytes(of: &rest) { rest in
                UnsafeMutableRawBufferPointer(rebasing: rest[restCount...]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: piece[..<taken]))
            }
            restCount += taken
            piece = UnsafeRawBufferPointer(rebasing: piece[taken...])
            guard restCount == 32 else { return }
            withUnsafeBytes(of: rest) { state.takeBlocks($0) }
            restCount = 0
        }
        let whole = piece.count & ~31
        state.takeBlocks(UnsafeRawBufferPointer(rebasing: piece[..<whole]))
        let tail = UnsafeRawBufferPointer(rebasing: piece[whole...])
        withUnsafeMutableBytes(of: &rest) { $0.copyMemory(from: tail) }
        restCount = tail.count
    }

    /// Takes the next piece; the reader index stays where it is.
    public mutating func update(_ piece: ByteBuffer) {
        piece.withUnsafeReadableBytes { update($0) }
    }

    /// The hash of all that came.
    public func finished() -> ContentHash {
        withUnsafeBytes(of: rest) { rest in
            ContentHash(state, tail: UnsafeRawBufferPointer(rebasing: rest[..<restCount]), count: count)
        }
    }
}
