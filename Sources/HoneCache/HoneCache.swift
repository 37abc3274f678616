// HoneCache keeps what an app would otherwise ask for again: values by keys, in the app's memory, bounded by entries or
// weight. Policy decides which entry makes room and is a pure state machine; CacheSimulation replays recorded keys
// through it and through its rivals, with the optimum beside. Cache is the shell: stripes of entries, each under a
// lock, loads of which concurrent requests share one, expiry by a timer wheel, tags that are invalidated by generation.
