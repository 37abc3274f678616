import HTTPTypes
import HoneCache
import HoneTesting
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HoneHummingbird

/// The responses of one URI that vary: all of them go when the URI is invalidated, and they weigh what they take.
struct VariantTests {
    private func origin(_ change: (inout ResponseCacheOptions) -> Void = { _ in }) -> Origin {
        Origin(["/v": .init(fields: [.cacheControl: "max-age=60", .vary: "Accept-Language"])], change)
    }

    private func get(_ client: any TestClientProtocol, _ language: String) async throws -> TestResponse {
        try await client.execute(uri: "/v", method: .get, headers: [.acceptLanguage: language])
    }

    private func evictIndex(_ origin: Origin) {
        for key in ["localhost\n/v", "\n/v"] { origin.cache.store.cache.invalidate(key) }
    }

    /// What stands at the URI, with or without a host.
    private func slot(_ origin: Origin) -> ResponseStore.Slot? {
        origin.cache.store.cache.cached("localhost\n/v") ?? origin.cache.store.cache.cached("\n/v")
    }

    /// One answer that is not shared takes nothing of what is stored for others, and nothing outlives a write by it.
    @Test func anAnswerThatIsNotSharedLeavesTheOthers() async throws {
        let origin = origin()
        try await origin.app().test(.router) { (client) async throws in
            #expect(try await String(buffer: get(client, "en").body) == "/v 1")
            origin.change("/v") {
                $0.waits = true
                $0.fields[.setCookie] = "a=1"
            }
            async let first = get(client, "de")
            async let second = get(client, "de")
            try await eventually { origin.waiting == 1 && origin.cache.counts.joined == 1 }
            origin.open()
            _ = try await (first, second)
            origin.change("/v") { $0.fields[.setCookie] = nil }
            #expect(try await get(client, "en").headers.status == "Hone; hit; ttl=60")
            _ = try await client.execute(uri: "/v", method: .post)
            #expect(try await get(client, "fr").headers.status?.contains("stored") == true)
            #expect(try await get(client, "en").headers.status == "Hone; fwd=vary-miss; stored")
        }
    }

    /// Its index may be evicted before its variants are.
    @Test(arguments: ["post", "path"])
    func variantsWithoutAnIndex(how: String) async throws {
        let origin = origin()
        try await origin.app().test(.router) { (client) async throws in
            for language in ["en", "de"] { _ = try await get(client, language) }
            evictIndex(origin)
            if how == "post" {
                _ = try await client.execute(uri: "/v", method: .post)
            } else {
                origin.cache.purge(path: "/v")
            }
            _ = try await get(client, "fr")
            for language in ["en", "de"] {
                #expect(try await get(client, language).headers.status == "Hone; fwd=vary-miss; stored")
            }
        }
    }

    /// What varies otherwise from now on, or no more, makes the others worthless.
    @Test(arguments: ["Accept", nil])
    func anotherVary(vary: String?) async throws {
        let origin = origin()
        try await origin.app().test(.router) { (client) async throws in
            for language in ["en", "de"] { _ = try await get(client, language) }
            origin.change("/v") { $0.fields[.vary] = vary }
            #expect(try await get(client, "fr").headers.status == "Hone; fwd=vary-miss; stored")
            #expect(try await String(buffer: get(client, "en").body) == "/v 3")
            origin.cache.purge(path: "/v")
            origin.change("/v") { $0.fields[.vary] = "Accept-Language" }
            for language in ["fr", "en", "de"] {
                #expect(try await get(client, language).headers.status?.contains("stored") == true)
            }
        }
    }

    /// An index is weighed before it has its variants, and a variant with the fields that it is told apart by.
    @Test func weights() async throws {
        let origin = origin()
        try await origin.app().test(.router) { (client) async throws in
            var bytes = [0]
            for index in 0..<20 {
                _ = try await get(client, String(repeating: "x", count: 3_000) + String(index))
                bytes.append(origin.cache.statistics.bytes)
                guard case .variants(let variants) = slot(origin) else {
                    Issue.record("there is no index")
                    return
                }
                #expect(variants.count == min(index + 1, 16))
                let takes = variants.count * MemoryLayout<Int>.stride
                #expect(takes <= ResponseStore.Variants.weight(most: 16))
            }
            for index in 1..<16 { #expect(bytes[index + 1] - bytes[index] >= 3_000) }
            #expect(bytes[20] <= bytes[16] + 100)
        }
    }
}
