@testable import HoneLoad

/// What the parser makes of bytes that arrive in the given pieces.
struct ParsedResponse: Equatable {
    enum End: Equatable {
        case complete, cutShort
        case refused(FramingError)
    }

    var end: End
    var status = 0
    var body = ""
    var headers: [Scenario.Header] = []
    var isReusable = false
    /// Bytes left over after the response.
    var rest = 0

    init(_ pieces: [ArraySlice<UInt8>], isHead: Bool = false) {
        var parser = ResponseParser(sink: CollectingSink(bodyLimit: .max))
        parser.start(isHead: isHead)
        end = .cutShort
        do {
            for piece in pieces {
                let used = try piece.withUnsafeBytes { bytes throws(FramingError) in try parser.consume(bytes) }
                rest += piece.count - used
            }
            // Whatever is not complete by now ends with the connection.
            let endedInTime = parser.isComplete
            isReusable = parser.isReusable
            if endedInTime || parser.finish() { end = .complete }
        } catch {
            end = (error as? FramingError).map(End.refused) ?? .cutShort
            return
        }
        status = parser.status
        body = String(decoding: parser.sink.content, as: UTF8.self)
        headers = parser.sink.headers
    }

    init(whole text: String, isHead: Bool = false) { self.init([Array(text.utf8)[...]], isHead: isHead) }
}

/// `bytes` cut at the given places.
func cut(_ bytes: [UInt8], at places: [Int]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var start = 0
    for place in places.sorted() + [bytes.count] where place > start {
        pieces.append(bytes[start..<place])
        start = place
    }
    return pieces
}
