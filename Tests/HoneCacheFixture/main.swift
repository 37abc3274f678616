// A process that uses a cache's file: what the tests of the disk tier start, because a kill cannot be tried from
// inside.
//
//     hone-cache-fixture write FILE          stores numbered entries of 2,000 bytes until it is killed, and says which
//     hone-cache-fixture invalidate FILE TAG invalidates a tag
//     hone-cache-fixture read FILE KEY       says the first byte of a value, or "nothing"
import Foundation
import HoneCache
import HoneCacheDisk

let arguments = CommandLine.arguments

func now() -> Int64 { WallClock.system.milliseconds() }

guard arguments.count >= 3 else {
    print("usage: hone-cache-fixture write FILE | invalidate FILE TAG | read FILE KEY")
    exit(2)
}
let tier = DiskTier(path: arguments[2], bytes: 64 << 20)
switch arguments[1] {
case "write":
    var number = 0
    while true {
        let writes = (0..<20).map { offset in
            TierWrite(
                key: "\(number + offset)",
                entry: TierEntry(
                    value: Array(repeating: UInt8(truncatingIfNeeded: number + offset), count: 2_000), storedAt: now()))
        }
        try await tier.store(writes)
        number += 20
        print(number)
        fflush(nil)
    }
case "invalidate":
    try await tier.invalidate(.tag(arguments[3]))
case "read":
    let entry = try await tier.entry(for: arguments[3])
    print(entry.map { "\($0.value.first ?? 0)" } ?? "nothing")
default:
    exit(2)
}
await tier.close()
