// HoneLoad is the load generator: what users do (Scenario), when each of their requests is meant to start
// (Schedule, pure), the Driver that does it on SwiftNIO, and what came of it (LoadResult). It is an instrument, so
// two things come before all others: it tells the truth (latency counts from the intended start, an error is never
// a sample, a run that the generator itself could not keep up with says so) and it is cheap (it frames HTTP/1.1
// itself over ByteBuffer; a warm request costs no task, no actor hop and no allocation). HTTPClient sends one
// request at a time over the same framing, for probes.
