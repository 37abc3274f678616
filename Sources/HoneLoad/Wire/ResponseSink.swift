/// Takes what ``ResponseParser`` finds. A generic parameter, so that a sink that ignores bodies costs nothing.
protocol ResponseSink {
    /// Whether headers are worth passing on.
    var wantsHeaders: Bool { get }
    /// The final response begins; interim ones (1xx) are not passed on.
    mutating func begin(status: Int)
    /// One header line, without surrounding white space. The bytes are valid during the call only.
    mutating func header(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)
    /// Part of the body, chunk framing removed. The bytes are valid during the call only.
    mutating func body(_ bytes: UnsafeRawBufferPointer)
}
