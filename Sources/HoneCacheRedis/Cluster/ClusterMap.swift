/// Which node has which slots of a cluster, as `CLUSTER SLOTS` tells
/// (<https://redis.io/docs/latest/commands/cluster-slots/>).
struct ClusterMap: Sendable, Equatable {
    private struct Range: Equatable {
        var slots: ClosedRange<Int>
        var node: RedisEndpoint
    }

    /// Sorted, without overlap.
    private var ranges: [Range]

    /// Reads the reply of `CLUSTER SLOTS`; nil when it is none.
    /// - Parameter asked: the node that replied, meant where it does not know its own name.
    init?(_ reply: RedisReply, asked: RedisEndpoint) {
        guard let items = reply.items else { return nil }
        var ranges: [Range] = []
        for item in items {
            guard let parts = item.items, parts.count >= 3, let first = parts[0].number, let last = parts[1].number,
                first <= last, last < HashSlot.count, let master = parts[2].items, master.count >= 2,
                let port = master[1].number, (1...65_535).contains(port)
            else { return nil }
            let host = master[0].text ?? ""
            let node = RedisEndpoint(host: host.isEmpty || host == "?" ? asked.host : host, port: Int(port))
            ranges.append(Range(slots: Int(first)...Int(last), node: node))
        }
        ranges.sort { $0.slots.lowerBound < $1.slots.lowerBound }
        guard zip(ranges, ranges.dropFirst()).allSatisfy({ $0.slots.upperBound < $1.slots.lowerBound }) else {
            return nil
        }
        self.ranges = ranges
    }

    /// The node that has a slot; nil when none has.
    func node(of slot: Int) -> RedisEndpoint? { ranges.first { $0.slots.contains(slot) }?.node }

    /// The nodes that have slots.
    var nodes: Set<RedisEndpoint> { Set(ranges.map(\.node)) }

    /// Notes that a node has a slot now, as a redirection said.
    mutating func move(_ slot: Int, to node: RedisEndpoint) {
        guard let index = ranges.firstIndex(where: { $0.slots.contains(slot) }) else {
            ranges.append(Range(slots: slot...slot, node: node))
            return ranges.sort { $0.slots.lowerBound < $1.slots.lowerBound }
        }
        let old = ranges.remove(at: index)
        guard old.node != node else { return ranges.insert(old, at: index) }
        if old.slots.upperBound > slot {
            ranges.insert(Range(slots: slot + 1...old.slots.upperBound, node: old.node), at: index)
        }
        ranges.insert(Range(slots: slot...slot, node: node), at: index)
        if old.slots.lowerBound < slot {
            ranges.insert(Range(slots: old.slots.lowerBound...slot - 1, node: old.node), at: index)
        }
    }
}
