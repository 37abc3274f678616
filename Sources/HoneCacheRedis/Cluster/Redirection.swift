/// Where a node of a cluster sends somebody who asks for what it does not have
/// (<https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/>, "Redirection and resharding").
enum Redirection: Sendable, Equatable {
    /// Another node has the slot, from now on.
    case moved(slot: Int, to: RedisEndpoint)
    /// Another node has the key, this once: the slot is on its way there.
    case ask(RedisEndpoint)

    /// Reads an error reply; nil when it is no redirection.
    /// - Parameter asked: the node that replied, whose host is meant where none is named.
    init?(_ reply: RedisReply, asked: RedisEndpoint) {
        guard let words = reply.failure?.split(separator: " "), words.count >= 3, let slot = Int(words[1]),
            (0..<HashSlot.count).contains(slot)
        else { return nil }
        let isPortAlone = words[2].lastIndex(of: ":") == words[2].startIndex
        let text = isPortAlone ? "\(asked.host)\(words[2])" : String(words[2])
        guard let node = RedisEndpoint(text[...]) else { return nil }
        switch words[0] {
        case "MOVED": self = .moved(slot: slot, to: node)
        case "ASK": self = .ask(node)
        default: return nil
        }
    }
}
