import NIOCore
import Synchronization

/// Engines kept for the next body, where starting a new one costs more than resetting an old one: gzip (256 kB of
/// tables to allocate and clear) and Zstandard. A Brotli state cannot be used twice.
///
/// Bounded: at most `capacity` idle engines per coding, at the default level only, so at most about 20 MB in all.
final class EnginePool: Sendable {
    static let shared = EnginePool(capacity: 8)

    /// `@unchecked Sendable` because an idle engine is referenced by the pool alone: `take` removes it under the
    /// lock before anyone uses it, and `give` is the last thing its user does with it.
    private struct Idle: @unchecked Sendable {
        var gzip: [GzipCompression] = []
        var zstd: [ZstdCompression] = []
    }

    private let capacity: Int
    private let idle = Mutex(Idle())

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Compresses a whole body with an idle engine, or a new one when none is idle.
    func compress(
        _ input: UnsafeRawBufferPointer, with coding: ContentCoding, into output: inout ByteBuffer
    ) throws(CodingError) {
        switch coding {
        case .identity: output.writeBytes(input)
        case .br: try coding.compressionEngine(level: nil)?.step(.finish, input, into: &output)
        case .gzip:
            let engine = if let idle = take(\.gzip) { idle } else { try GzipCompression(level: coding.defaultLevel) }
            try engine.step(.finish, input, into: &output)
            engine.reset()
            give(engine, \.gzip)
        case .zstd:
            let engine = if let idle = take(\.zstd) { idle } else { try ZstdCompression(level: coding.defaultLevel) }
            try engine.step(.finish, input, into: &output)
            engine.reset()
            give(engine, \.zstd)
        }
    }

    /// How many engines are idle, of each kind that is kept.
    var idleCount: (gzip: Int, zstd: Int) {
        idle.withLock { ($0.gzip.count, $0.zstd.count) }
    }

    private func take<Engine>(_ path: WritableKeyPath<Idle, [Engine]>) -> Engine? {
        var idle = Carrier<Engine>()
        self.idle.withLock { idle.engine = $0[keyPath: path].popLast() }
        return idle.engine
    }

    private func give<Engine>(_ engine: Engine, _ path: WritableKeyPath<Idle, [Engine]>) {
        let carrier = Carrier(engine: engine)
        idle.withLock { idle in
            if let engine = carrier.engine, idle[keyPath: path].count < capacity { idle[keyPath: path].append(engine) }
        }
    }

    /// Carries one engine across the lock; `@unchecked Sendable` for the reason given at `Idle`.
    private struct Carrier<Engine>: @unchecked Sendable {
        var engine: Engine?
    }
}
