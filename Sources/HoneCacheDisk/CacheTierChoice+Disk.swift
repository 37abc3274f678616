import HoneCache
import Logging

extension CacheTierChoice {
    /// A tier on disk, which survives the process.
    ///
    ///     Cache<String, [Product]>(name: "products", capacity: .entries(10_000), ttl: .seconds(3_600),
    ///         tiers: [.disk(".hone/cache")])
    /// - Parameters:
    ///   - folder: where the file of the cache is, `NAME.cache.sqlite`; made when it is not there.
    ///   - bytes: how much the entries in it may take together; the file is somewhat larger.
    ///   - logger: told once each time that a file is found damaged, and when one cannot be used.
    public static func disk(
        _ folder: String, bytes: Int = 256 << 20, logger: Logger = Logger(label: "hone.cache.disk")
    ) -> Self {
        Self { cache in
            DiskTier(path: DiskFile.path(of: cache, in: folder), bytes: bytes, logger: logger)
        }
    }
}
