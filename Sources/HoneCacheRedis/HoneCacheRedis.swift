// HoneCacheRedis is the tier of a cache that all nodes of an app share: a Redis or Valkey server, or a cluster of them.
// Bytes become replies in Protocol (hiredis' reader and writer), a Connection carries requests in order over SwiftNIO,
// a node is connected to again when that breaks, and the client finds the node of a key (Cluster). RedisTier keeps
// values under generations in it, hears by client tracking what other nodes change, and gives leases so that one node
// loads.
