import NIOCore

extension EntityTag {
    /// The tag of a body: its ``ContentHash`` as 32 hexadecimal digits. Equal bytes have equal tags everywhere.
    /// - Parameter isWeak: Whether the bytes sent may differ from these, as when they are compressed on the way.
    public init(of body: ByteBuffer, isWeak: Bool = false) {
        let hash = body.withUnsafeReadableBytes { ContentHash($0) }
        self.init(trusted: hash.hexadecimal, isWeak: isWeak)
    }

    /// The tag of a body that was hashed as it streamed; the same as of the whole.
    public init(of hash: ContentHash, isWeak: Bool = false) {
        self.init(trusted: hash.hexadecimal, isWeak: isWeak)
    }

    /// The tag of a body of bytes.
    public init(of body: [UInt8], isWeak: Bool = false) {
        self.init(trusted: ContentHash(body).hexadecimal, isWeak: isWeak)
    }
}
