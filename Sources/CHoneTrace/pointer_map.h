// A map from a pointer (a connection, a statement) to the record kept of it, for many threads at once.
#ifndef HONE_POINTER_MAP_H
#define HONE_POINTER_MAP_H

#include <pthread.h>
#include <stdbool.h>

#pragma GCC visibility push(hidden)

/// The first member of whatever is kept in a map.
struct hone_node {
    const void *key;
    struct hone_node *next;
};

enum { HONE_MAP_SHARDS = 32, HONE_MAP_BUCKETS = 64 };

struct hone_map {
    struct {
        pthread_mutex_t lock;
        struct hone_node *buckets[HONE_MAP_BUCKETS];
    } shards[HONE_MAP_SHARDS];
};

/// Makes the map ready, and again after a fork (its contents stay, its locks are new).
void hone_map_reset_locks(struct hone_map *map);
void hone_map_lock_all(struct hone_map *map);
void hone_map_unlock_all(struct hone_map *map);

struct hone_node *hone_map_find(struct hone_map *map, const void *key);

/// Adds `node`; returns the node that it replaces, if any.
struct hone_node *hone_map_put(struct hone_map *map, struct hone_node *node);

/// Removes and returns the node of `key`; with `only`, nothing is removed unless it is that one.
struct hone_node *hone_map_take(struct hone_map *map, const void *key, const struct hone_node *only);

/// Removes every node that `matches`, and hands each to `release` with no lock held.
void hone_map_sweep(
    struct hone_map *map, bool (*matches)(struct hone_node *, void *), void (*release)(struct hone_node *),
    void *context);

#pragma GCC visibility pop

#endif
