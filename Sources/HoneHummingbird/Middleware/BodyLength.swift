import HTTPTypes
import Hummingbird

extension Response {
    /// The bytes that its body is to have, as the body itself says or, of a stream, its `Content-Length`, such as a
    /// proxy passes on; nil when neither does.
    var declaredLength: Int? { body.contentLength ?? lengthOfField }

    /// What its `Content-Length` says, in bytes; nil without one that is a length.
    var lengthOfField: Int? {
        guard let length = headers.value(.contentLength).flatMap({ Int($0) }), length >= 0 else { return nil }
        return length
    }
}

/// Compares the bytes written of a body with those that it is to have, as it is written.
struct BodyLength {
    /// nil when it is not known.
    let declared: Int?
    private var written = 0

    init(declared: Int?) { self.declared = declared }

    /// Counts a piece; throws at the first that is too much, so that no more is held or sent.
    mutating func add(_ bytes: Int) throws(BodyLengthMismatch) {
        written += bytes
        if let declared, written > declared { throw BodyLengthMismatch(declared: declared, written: written) }
    }

    /// Throws when it ends too early; and when the writer went on after a piece that was too much.
    func checkAtEnd() throws(BodyLengthMismatch) {
        if let declared, declared != written { throw BodyLengthMismatch(declared: declared, written: written) }
    }
}

/// A handler wrote more or fewer bytes of a body than it said it would.
struct BodyLengthMismatch: Error, Equatable, CustomStringConvertible {
    /// The bytes that it said, and those that it wrote until that was noticed.
    let declared: Int
    let written: Int

    var description: String {
        "A handler's body was to have \(declared) bytes and had \(written > declared ? "at least " : "")\(written), so it "
            + "was not sent: throw from the body's closure when it cannot be written to its end, or give it without a "
            + "length."
    }
}
