import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What the session's server answers: its page at `/`, and what the page needs under `/api`.
struct LiveRoutes: Sendable {
    /// What a POST may say.
    struct Order: Decodable, Sendable {
        /// Users, or arrivals per second; nil as the scenario says.
        var level: Int?
    }

    /// Bytes that an order may have.
    static let longestOrder = 1_024

    let session: LiveSession

    func add<Context: RequestContext>(to router: Router<Context>) {
        let session = session
        router.get("/") { _, _ in LivePage.response() }
        router.get("/api/state") { _, _ in try LiveAnswer.json(session.current) }
        router.get("/api/events") { request, _ in Self.events(request, session) }
        router.post("/api/start") { request, _ in
            try await Self.follow(request, session) { order throws(LiveRefusal) in
                try session.start(level: order.level)
            }
        }
        router.post("/api/stop") { request, _ in
            try await Self.follow(request, session) { _ throws(LiveRefusal) in try session.stop() }
        }
        router.post("/api/level") { request, _ in
            try await Self.follow(request, session) { order throws(LiveRefusal) in
                try session.setLevel(order.level)
            }
        }
    }

    /// Does what an order says and answers with what is known then.
    private static func follow(
        _ request: Request, _ session: LiveSession, _ perform: (Order) throws(LiveRefusal) -> Void
    ) async throws -> Response {
        let order: Order
        do {
            let body = try await request.body.collect(upTo: longestOrder)
            order =
                body.readableBytes == 0
                ? Order() : try JSONDecoder().decode(Order.self, from: Data(body.readableBytesView))
        } catch {
            return LiveAnswer.refusal(status: 400, reason: #"Send nothing, or JSON such as {"level": 50}."#)
        }
        do {
            try perform(order)
        } catch {
            switch error {
            case .busy, .notRunning, .over: return LiveAnswer.refusal(status: 409, reason: error.description)
            case .level: return LiveAnswer.refusal(status: 400, reason: error.description)
            }
        }
        return try LiveAnswer.json(session.current)
    }

    /// A state now and at each change, until the page is closed or the session is over.
    private static func events(_ request: Request, _ session: LiveSession) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: .init { writer in
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    for await state in session.updates() { try await writer.write(LiveAnswer.sentEvent(state)) }
                }
                try await writer.finish(nil)
            })
    }
}
