import NIOCore
import NIOPosix
import Synchronization

/// Passes on what clients and an app say to each other, until it is told to hang: then it takes connections and bytes as the
/// kernel does for a process that is stopped, answers nothing and closes nothing.
final class Relay: Sendable {
    /// Both ends of every connection.
    private final class Ends: Sendable {
        private let state = Mutex((hangs: false, all: [any Channel]()))

        func add(_ ends: [any Channel]) {
            let hangs = state.withLock { state in
                state.all.removeAll { !$0.isActive }
                state.all += ends
                return state.hangs
            }
            if !hangs { read(true, ends) }
        }

        func hang(_ hangs: Bool) {
            let all = state.withLock { state in
                state.hangs = hangs
                return state.all
            }
            read(!hangs, all)
        }

        func close() {
            for end in state.withLock({ $0.all }) { end.close(promise: nil) }
        }

        private func read(_ reads: Bool, _ ends: [any Channel]) {
            // What is closed already cannot be set any more, and need not.
            for end in ends { _ = end.setOption(.autoRead, value: reads) }
        }
    }

    private let ends: Ends
    private let server: any Channel

    /// Where it listens.
    var port: Int { server.localAddress?.port ?? 0 }

    /// Listens on any free port of loopback.
    /// - Parameter port: the app's.
    init(to port: Int) async throws {
        let ends = Ends()
        self.ends = ends
        server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { client in
                ClientBootstrap(group: client.eventLoop).channelOption(.autoRead, value: false)
                    .connect(host: "127.0.0.1", port: port)
                    .flatMapThrowing { app in
                        try client.pipeline.syncOperations.addHandler(Passing(to: app))
                        try app.pipeline.syncOperations.addHandler(Passing(to: client))
                        ends.add([client, app])
                    }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// Stops passing on, or begins again with what came meanwhile.
    func hang(_ hangs: Bool) { ends.hang(hangs) }

    /// Closes everything.
    func stop() async throws {
        try await server.close()
        ends.close()
    }
}

/// One end of a connection, which says to the other what it is told.
private final class Passing: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let other: any Channel

    init(to other: any Channel) { self.other = other }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
