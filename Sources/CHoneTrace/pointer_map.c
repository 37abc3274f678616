#include "pointer_map.h"

#include <stddef.h>
#include <stdint.h>

static size_t hash(const void *key) {
    // Fibonacci hashing; the low four bits of a heap pointer carry nothing.
    return (size_t)((((uint64_t)(uintptr_t)key >> 4) * 0x9E3779B97F4A7C15u) >> 40);
}

static size_t shard_of(const void *key) { return hash(key) % HONE_MAP_SHARDS; }
static size_t bucket_of(const void *key) { return hash(key) / HONE_MAP_SHARDS % HONE_MAP_BUCKETS; }

void hone_map_reset_locks(struct hone_map *map) {
    for (int i = 0; i < HONE_MAP_SHARDS; i++) pthread_mutex_init(&map->shards[i].lock, NULL);
}

void hone_map_lock_all(struct hone_map *map) {
    for (int i = 0; i < HONE_MAP_SHARDS; i++) pthread_mutex_lock(&map->shards[i].lock);
}

void hone_map_unlock_all(struct hone_map *map) {
    for (int i = HONE_MAP_SHARDS - 1; i >= 0; i--) pthread_mutex_unlock(&map->shards[i].lock);
}

struct hone_node *hone_map_find(struct hone_map *map, const void *key) {
    size_t shard = shard_of(key);
    pthread_mutex_lock(&map->shards[shard].lock);
    struct hone_node *node = map->shards[shard].buckets[bucket_of(key)];
    while (node && node->key != key) node = node->next;
    pthread_mutex_unlock(&map->shards[shard].lock);
    return node;
}

static struct hone_node *take_locked(struct hone_map *map, const void *key, const struct hone_node *only) {
    struct hone_node **link = &map->shards[shard_of(key)].buckets[bucket_of(key)];
    while (*link && (*link)->key != key) link = &(*link)->next;
    struct hone_node *node = *link;
    if (!node || (only && node != only)) return NULL;
    *link = node->next;
    node->next = NULL;
    return node;
}

struct hone_node *hone_map_put(struct hone_map *map, struct hone_node *node) {
    size_t shard = shard_of(node->key);
    pthread_mutex_lock(&map->shards[shard].lock);
    struct hone_node *replaced = take_locked(map, node->key, NULL);
    struct hone_node **bucket = &map->shards[shard].buckets[bucket_of(node->key)];
    node->next = *bucket;
    *bucket = node;
    pthread_mutex_unlock(&map->shards[shard].lock);
    return replaced;
}

struct hone_node *hone_map_take(struct hone_map *map, const void *key, const struct hone_node *only) {
    size_t shard = shard_of(key);
    pthread_mutex_lock(&map->shards[shard].lock);
    struct hone_node *node = take_locked(map, key, only);
    pthread_mutex_unlock(&map->shards[shard].lock);
    return node;
}

void hone_map_sweep(
    struct hone_map *map, bool (*matches)(struct hone_node *, void *), void (*release)(struct hone_node *),
    void *context) {
    struct hone_node *swept = NULL;
    for (int i = 0; i < HONE_MAP_SHARDS; i++) {
        pthread_mutex_lock(&map->shards[i].lock);
        for (int j = 0; j < HONE_MAP_BUCKETS; j++) {
            struct hone_node **link = &map->shards[i].buckets[j];
            while (*link) {
                struct hone_node *node = *link;
                if (!matches(node, context)) {
                    link = &node->next;
                    continue;
                }
                *link = node->next;
                node->next = swept;
                swept = node;
            }
        }
        pthread_mutex_unlock(&map->shards[i].lock);
    }
    while (swept) {
        struct hone_node *next = swept->next;
        release(swept);
        swept = next;
    }
}
