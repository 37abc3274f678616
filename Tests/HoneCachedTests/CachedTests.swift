import Foundation
import HoneCache
import HoneCached
import Synchronization
import Testing

private protocol Countable: Sendable { var number: Int { get } }

private let counts = Cache<String, Int>(name: "counts", capacity: .entries(100))

extension Countable {
    @Cached(in: counts) func count(of page: Int) async throws -> Int { number }
}

private struct Box<Element: Sendable>: Sendable { var element: Element }

extension Box {
    @Cached(in: counts) func size() async throws -> Int { MemoryLayout<Element>.size }
    @Cached(in: counts) static func stride() async throws -> Int { MemoryLayout<Element>.stride }
}

private struct Soups: Countable { var number: Int { 1 } }
private struct Teas: Countable { var number: Int { 2 } }

/// `@Cached` and `@CacheBust` on functions of every kind: loaded once, under the key that they say, and anew after a
/// bust.
@Suite struct CachedTests {
    struct Broken: Error {}

    enum Kind: String, CacheKeyPart { case soup, tea }

    /// What was loaded.
    final class Log: Sendable {
        private let entries = Mutex<[String]>([])
        func add(_ entry: String) { entries.withLock { $0.append(entry) } }
        var loads: [String] { entries.withLock { $0 } }
    }

    struct Shop: Sendable {
        let cache = Cache<String, [String]>(name: "shop", capacity: .entries(100))
        let numbers = Cache<String, Int>(name: "numbers", capacity: .entries(100))
        static let shared = Cache<String, String?>(name: "shared", capacity: .entries(1_000))
        let log = Log()
        var user = 1

        @Cached("products:all", ttl: .seconds(3_600), tags: ["products"])
        func products() async throws -> [String] {
            log.add("products")
            return ["soup"]
        }

        @Cached("products:{page}:{kind}", tags: ["products", "kind:{kind}"])
        func products(page: Int, of kind: Kind?) async throws -> [String] {
            log.add("\(page) \(kind?.rawValue ?? "any")")
            guard page >= 0 else { throw Broken() }
            return ["\(page)"]
        }

        @Cached func search(_ text: String, page: Int) async throws -> [String] {
            log.add("search \(text) \(page)")
            return [text]
        }

        @Cached func find(of kind: Kind) async throws -> [String] { ["of \(kind)"] }
        @Cached func find(without kind: Kind) async throws -> [String] { ["without \(kind)"] }
        @Cached func find(id: Int) async throws -> [String] { ["number \(id)"] }
        @Cached func find(id: String) async throws -> [String] { ["text \(id)"] }
        @Cached func find(_ id: Int?) async throws -> [String] { ["any \(id ?? 0)"] }

        @Cached("count:{user}", in: \Shop.numbers, tags: ["products"]) func count() async throws -> Int {
            log.add("count \(user)")
            return user
        }

        @Cached("label:{id}", in: Shop.shared) func label(_ id: UUID) async throws -> String? {
            log.add("label")
            return nil
        }

        @Cached("one") func one() async throws -> [String] { ["expression"] }

        @CacheBust("products") func create(_ name: String, fails: Bool = false) async throws -> String {
            if fails { throw Broken() }
            log.add("created")
            return name.uppercased()
        }

        @CacheBust("kind:{kind}") func forget(_ kind: Kind) async { log.add("forgot") }

        @CacheBust("products", in: \Shop.numbers) mutating func turn(to user: inout Int) async throws {
            self.user = user
            user += 1
        }
    }

    actor Kitchen {
        let cache = Cache<String, Int>(name: "kitchen", capacity: .entries(10))
        private var cooked = 0

        @Cached("dish:{id}", tags: ["dishes"]) func cook(id: Int) async throws -> Int {
            cooked += 1
            return cooked
        }

        @CacheBust("dishes") func clean() async -> Int {
            cooked += 10
            return cooked
        }
    }

    @Test func aValueIsLoadedOnce() async throws {
        let shop = Shop()
        for _ in 0..<3 { #expect(try await shop.products() == ["soup"]) }
        #expect(shop.log.loads == ["products"])
        #expect(shop.cache.cached("products:all") == ["soup"], "the key is what the attribute says")
        #expect(try await shop.one() == ["expression"])
    }

    @Test func keysHaveTheValuesOfParametersAndMembers() async throws {
        var shop = Shop()
        for _ in 0..<2 {
            #expect(try await shop.products(page: 1, of: .soup) == ["1"])
            #expect(try await shop.products(page: 2, of: .soup) == ["2"])
            #expect(try await shop.products(page: 1, of: nil) == ["1"])
            #expect(try await shop.count() == 1)
        }
        #expect(shop.log.loads == ["1 soup", "2 soup", "1 any", "count 1"])
        #expect(shop.cache.cached("products:1:soup") == ["1"] && shop.cache.cached("products:1:\\nil") == ["1"])
        shop.user = 2
        #expect(try await shop.count() == 2, "another user's is another key")
        let id = UUID()
        for _ in 0..<2 { #expect(try await shop.label(id) == nil) }
        #expect(shop.log.loads.count { $0 == "label" } == 1, "an absent value is cached too")
    }

    @Test func withoutAKeyNameAndParametersMakeIt() async throws {
        let shop = Shop()
        for (text, page) in [("a", 1), ("a", 2), ("a,page:1", 1), ("a", 1)] {
            #expect(try await shop.search(text, page: page) == [text])
        }
        #expect(shop.log.loads == ["search a 1", "search a 2", "search a,page:1 1"])
        #expect(shop.cache.cached("CachedTests.Shop.search(_:String=a,page:Int=1)") == ["a"])
        #expect(shop.cache.cached(#"CachedTests.Shop.search(_:String=a\,page\:1,page:Int=1)"#) == ["a,page:1"])
    }

    /// Functions of one name are told apart as the compiler does.
    @Test func overloadsHaveKeysOfTheirOwn() async throws {
        let shop = Shop()
        for _ in 0..<2 {
            #expect(try await shop.find(of: .tea) == ["of tea"])
            #expect(try await shop.find(without: .tea) == ["without tea"])
            #expect(try await shop.find(id: 1) == ["number 1"])
            #expect(try await shop.find(id: "1") == ["text 1"])
            #expect(try await shop.find(1) == ["any 1"])
        }
        #expect(shop.cache.statistics.loads == 5)
    }

    /// Members of extensions are those of many types.
    @Test func typesHaveKeysOfTheirOwn() async throws {
        for _ in 0..<2 {
            #expect(try await Soups().count(of: 1) == 1)
            #expect(try await Teas().count(of: 1) == 2)
            #expect(try await Box(element: 1 as Int8).size() == 1)
            #expect(try await Box(element: 1 as Int16).size() == 2)
            #expect(try await Box<Int32>.stride() == 4)
            #expect(try await Box<Int64>.stride() == 8)
        }
        #expect(counts.statistics.loads == 6 && counts.statistics.hits == 6)
        #expect(keyPart(of: Kind.self) == "HoneCachedTests.CachedTests.Kind")
    }

    @Test func aFailureComesThroughAndIsNotCached() async throws {
        let shop = Shop()
        for _ in 0..<2 { await #expect(throws: Broken.self) { try await shop.products(page: -1, of: .tea) } }
        #expect(shop.log.loads.count == 2)
    }

    @Test func aBustInvalidatesWhenTheFunctionHasReturned() async throws {
        let shop = Shop()
        _ = try await shop.products()
        await #expect(throws: Broken.self) { try await shop.create("tea", fails: true) }
        _ = try await shop.products()
        #expect(shop.log.loads == ["products"], "what failed invalidates nothing")
        #expect(try await shop.create("tea") == "TEA")
        _ = try await shop.products()
        #expect(shop.log.loads == ["products", "created", "products"])
    }

    @Test func tagsOfABustHaveValues() async throws {
        var shop = Shop()
        func load() async throws {
            _ = try await shop.products(page: 1, of: .soup)
            _ = try await shop.products(page: 1, of: .tea)
        }
        try await load()
        await shop.forget(.tea)
        try await load()
        #expect(shop.log.loads == ["1 soup", "1 tea", "forgot", "1 tea"])
        var user = 5
        #expect(try await shop.count() == 1)
        try await shop.turn(to: &user)
        #expect(user == 6 && shop.user == 5)
        #expect(try await shop.count() == 5)
    }

    @Test func anActorsBodyRunsOnIt() async throws {
        let kitchen = Kitchen()
        let dishes = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<200 { group.addTask { try await kitchen.cook(id: task % 20) } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        // Ten entries have room: some are cooked again, each with a number of its own.
        #expect(dishes.count >= 20)
        let most = try #require(dishes.max())
        #expect(dishes == Set(1...most))
        #expect(await kitchen.clean() == most + 10)
        #expect(try await kitchen.cook(id: 1) == most + 11)
    }

    @Test(arguments: [
        ("a", "a"), ("a:b", #"a\:b"#), (#"\,|()[]"#, #"\\\,\|\(\)\[\]"#), ("", ""), ("ä/-_.", "ä/-_."),
    ])
    func textsAreEscaped(text: String, part: String) {
        #expect(keyPart(text) == part)
        #expect(keyPart(Substring(text)) == part)
        #expect(keyPart([text, "x"]) == "[\(part),x,]")
    }

    @Test func otherPartsAreToldApart() {
        #expect(keyPart(-5) == "-5" && keyPart(UInt8(200)) == "200" && keyPart(true) == "true")
        #expect(keyPart(0.1) == "0.1" && keyPart(Character("|")) == #"\|"# && keyPart(Kind.tea) == "tea")
        #expect(keyPart(Int?.none) == #"\nil"# && keyPart("nil" as String?) == "nil")
        #expect(keyPart([Int]()) == "[]" && keyPart([[1], [2, 3]]) == "[[1,],[2,3,],]")
        let lists: [[String]] = [[], [""], ["", ""], [","], ["", ",", ""]]
        #expect(Set(lists.map { keyPart($0) }).count == lists.count)
        #expect(keyPart([[String]]()) != keyPart([[String]()]))
        #expect(keyPart(["a,b"]) != keyPart(["a", "b"]))
    }
}
