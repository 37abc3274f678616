// HoneHummingbird joins the toolkit to Hummingbird apps: middleware for compression, a cache of answers, caching
// headers, entity tags and monitoring, and the routes that show what the monitor saw. It has no logic of its own: what
// to do is decided by the values of HoneHTTP, HoneCache and HoneMonitor, here it is only done.
//
// The order, outermost first:
//
//     router.add(middleware: monitor.middleware())              // sees what is sent, compressed, and every 304
//     router.add(middleware: cache.middleware())                // ResponseCache: what it has needs nothing of the rest
//     router.add(middleware: CacheHeadersMiddleware(rules: …))  // speaks of 200 and 304 alike
//     router.add(middleware: CompressionMiddleware())           // packs what the tag was made of
//     router.add(middleware: EntityTagMiddleware())             // sees the bytes as the handler made them
//     router.add(middleware: RequestDecompressionMiddleware())  // anywhere before who reads bodies
//
// Entity tags are made of the uncompressed body, so that one tag serves every coding; compression makes them weak.
