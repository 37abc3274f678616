import NIOCore
import Synchronization

/// Engines kept for the next body, where starting a new one costs more than using an old one again: gzip (several
/// 100 kB of tables to allocate) and Zstandard. A Brotli state cannot be used twice.
///
/// Bounded: at most `capacity` idle engines per coding, whatever their levels, so at most about 20 MB in all.
final class EnginePool: Sendable {
    static let shared = EnginePool(capacity: 8)

    /// `@unchecked Sendable` because an idle engine is referenced by the pool alone: `take` removes it under the
    /// lock before anyone uses it, and `give` is the last thing its user does with it.
    private struct Idle: @unchecked Sendable {
        var gzip: [GzipWholeCompression] = []
        var zstd: [ZstdCompression] = []
    }

    private let capacity: Int
    private let idle = Mutex(Idle())

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Compresses a whole body with an idle engine of that level, or a new one when there is none.
    /// - Parameter level: nil for the coding's default.
    func compress(
        _ input: UnsafeRawBufferPointer, with coding: ContentCoding, level: Int? = nil, into output: inout ByteBuffer
    ) throws(CodingError) {
        let level = try coding.checked(level)
        switch coding {
        case .identity: output.writeBytes(input)
        case .br: try coding.compressionEngine(level: level)?.step(.finish, input, into: &output)
        case .gzip:
            let engine = if let idle = take(\.gzip, level) { idle } else { try GzipWholeCompression(level: level) }
            engine.compress(input, into: &output)
            give(engine, \.gzip)
        case .zstd:
            let engine = if let idle = take(\.zstd, level) { idle } else { try ZstdCompression(level: level) }
            try engine.step(.finish, input, into: &output)
            engine.reset()
            give(engine, \.zstd)
        }
    }

    /// How many engines are idle, of each kind that is kept.
    var idleCount: (gzip: Int, zstd: Int) {
        idle.withLock { ($0.gzip.count, $0.zstd.count) }
    }

    private func take<Engine: LevelledEngine>(_ path: WritableKeyPath<Idle, [Engine]>, _ level: Int) -> Engine? {
        var taken = Carrier<Engine>()
        idle.withLock { idle in
            if let index = idle[keyPath: path].lastIndex(where: { $0.level == level }) {
                taken.engine = idle[keyPath: path].remove(at: index)
            }
        }
        return taken.engine
    }

    /// Keeps an engine; of too many the one that has been idle for longest goes.
    private func give<Engine: LevelledEngine>(_ engine: Engine, _ path: WritableKeyPath<Idle, [Engine]>) {
        let carrier = Carrier(engine: engine)
        idle.withLock { idle in
            guard let engine = carrier.engine else { return }
            if idle[keyPath: path].count >= capacity { idle[keyPath: path].removeFirst() }
            idle[keyPath: path].append(engine)
        }
    }

    /// Carries one engine across the lock; `@unchecked Sendable` for the reason given at `Idle`.
    private struct Carrier<Engine>: @unchecked Sendable {
        var engine: Engine?
    }
}

/// An engine that packs at one level for as long as it lives.
protocol LevelledEngine: AnyObject {
    var level: Int { get }
}
