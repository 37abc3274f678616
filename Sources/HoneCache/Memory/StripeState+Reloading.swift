/// An entry that is to be loaded anew.
struct DueEntry<Key: Sendable>: Sendable {
    var key: Key
    /// Its own time to live; nil: as the options say.
    var ttl: Duration?
}

extension StripeState {
    /// So many are looked at while the stripe is held.
    static var mostLooks: Int { 64 }

    /// Takes some of the entries whose time to be loaded anew has come, looking at no others. Each is taken again after
    /// a pause, unless it has been stored anew or has left by then.
    /// - Parameters:
    ///   - most: how many.
    ///   - pause: ns.
    ///   - grace: how long an expired value is kept, ns.
    /// - Returns: nil when there are none; none when those that were looked at are loaded already, and there are
    ///   others.
    mutating func takeDue(_ most: Int, now: UInt64, pause: UInt64, grace: UInt64) -> [DueEntry<Key>]? {
        reloads.advance(to: now)
        var taken: [DueEntry<Key>] = []
        var looks = 0
        while taken.count < most, looks < Self.mostLooks, let slot = reloads.popDue() {
            looks += 1
            let lifetime = table.lifetime(of: slot)
            guard lifetime.freshUntil <= now else {
                reloads.schedule(slot, at: lifetime.freshUntil)
                continue
            }
            // Once it has expired, it is for who asks to load it.
            guard isDue(slot, now: now, grace: grace) else { continue }
            reloads.schedule(slot, at: Lifetime.adding(pause, to: now))
            let key = table.entries[slot].key
            if loads[key] == nil { taken.append(DueEntry(key: key, ttl: table.terms?[slot].ownTTL)) }
        }
        return looks == 0 ? nil : taken
    }
}
