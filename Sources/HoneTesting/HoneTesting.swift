// HoneTesting holds the test doubles that every module's tests share, and that users of the toolkit may use in
// theirs: real parts with strings attached rather than mocks. FixtureServer is a real HTTP server on loopback that
// answers as it is told, badly if it is told so. MisbehavingServer answers wrongly in each way that its paths name.
// NginxServer is a real nginx with a configuration of its own, PrometheusServer a real Prometheus that scrapes an app,
// RedisServer a real Redis and RedisCluster several, Browser a real Chromium, and ChildProcess whatever else a test
// starts. ManualClock stands still until it is moved, and eventually waits for what comes about elsewhere.
// expectQueries counts the queries of a stretch of code, whatever database layer runs them: it knows HoneCore's
// QueryObservation and no database. MemoryTier is an outer tier of a cache that fails, hangs and comes late as it is
// told, over a MemoryTierStore that several nodes share. SmallDisk is a file system of a few kilobytes.
