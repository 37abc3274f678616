// HoneMonitorExport carries what a monitor saw to the backends that an app has already: figures through swift-metrics,
// requests through swift-distributed-tracing. It reads snapshots now and then, so that requests pay nothing for it; an
// app that uses neither does not import it.
