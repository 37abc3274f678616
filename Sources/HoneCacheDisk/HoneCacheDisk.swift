// HoneCacheDisk is the tier of a cache that survives the process: one SQLite file for each cache, bounded in bytes, of
// which every row carries a checksum. DiskFile opens a file and sets aside one that is damaged or of another version;
// DiskRows reads and writes rows; DiskTier is what the cache sees. Nothing here blocks a thread of Swift's own.
