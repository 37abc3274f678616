/// A request as a ``FixtureServer`` got it.
public struct FixtureRequest: Sendable, Equatable {
    /// The method, such as `GET`.
    public var method: String
    /// The request target as sent: path and query.
    public var target: String
    /// Headers in the order they came, names as written.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]
    /// Which connection it came on, counted from 0.
    public var connection: Int
    /// Which request of its connection it is, counted from 0.
    public var index: Int

    /// The target without its query.
    public var path: String { String(target.prefix { $0 != "?" }) }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The first header of that name, in any case; nil when there is none.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Compares all fields.
    public static func == (left: Self, right: Self) -> Bool {
        left.method == right.method && left.target == right.target && left.body == right.body
            && left.connection == right.connection && left.index == right.index
            && left.headers.elementsEqual(right.headers) { $0 == $1 }
    }
}

/// What a ``FixtureServer`` does in answer to a request: a proper response, or any steps.
public struct FixtureResponse: Sendable {
    /// One thing done to a connection.
    public enum Step: Sendable {
        /// Send these bytes as they are.
        case sendBytes([UInt8])
        /// Do nothing for that many seconds.
        case wait(seconds: Double)
        /// Send these bytes again and again until the client goes away.
        case repeatForever([UInt8])
        /// Close the connection properly.
        case close
        /// Reset the connection (RST).
        case reset
        /// Never do anything more on this connection.
        case hang

        /// Send this text as it is.
        public static func send(_ text: String) -> Step { .sendBytes(Array(text.utf8)) }
    }

    /// What is done, in order.
    public var steps: [Step]

    /// A proper response. `Content-Length` is added unless `headers` have it or a `Transfer-Encoding`; the
    /// connection stays open.
    /// - Parameter delay: seconds to wait before it is sent.
    public init(
        status: Int = 200, headers: [(name: String, value: String)] = [], body: String = "", delay: Double = 0
    ) {
        self.init(status: status, headers: headers, bytes: Array(body.utf8), delay: delay)
    }

    /// A proper response with a body of any bytes.
    public init(
        status: Int = 200, headers: [(name: String, value: String)] = [], bytes: [UInt8], delay: Double = 0
    ) {
        var head = "HTTP/1.1 \(status) Status\r\n"
        for header in headers { head += "\(header.name): \(header.value)\r\n" }
        let names = headers.map { $0.name.lowercased() }
        if !names.contains("content-length"), !names.contains("transfer-encoding"), status != 204, status != 304 {
            head += "Content-Length: \(bytes.count)\r\n"
        }
        steps = delay > 0 ? [.wait(seconds: delay)] : []
        steps.append(.sendBytes(Array("\(head)\r\n".utf8) + bytes))
    }

    /// Whatever the steps say.
    public static func raw(_ steps: [Step]) -> FixtureResponse {
        var response = FixtureResponse()
        response.steps = steps
        return response
    }
}
