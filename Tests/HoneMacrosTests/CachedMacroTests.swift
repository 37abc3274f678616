import Testing

@testable import HoneMacros

@Suite struct CachedMacroTests {
    @Test func aMemberBecomesTheLoadOfItsKey() {
        let expansion = Expansion(
            """
            struct Shop {
                @Cached("products:all", ttl: .seconds(3_600), tags: ["products"])
                func products() async throws -> [Product] { try await repository.all() }
            }
            """)
        #expect(expansion.problems.isEmpty)
        #expect(
            expansion.text.contains(
                """
                { return try await self.cache.value(for: "products:all", tags: ["products"], ttl: .seconds(3_600), load: \
                HoneCached.loading { () async throws -> [Product] in try await repository.all() }) }
                """), "\(expansion.text)")
        #expect(!expansion.text.contains("@Cached"))
    }

    // The attribute and the function's head, and what the key becomes.
    @Test(arguments: [
        (#"@Cached("a") func f() async throws -> Int"#, #"for: "a","#),
        (
            #"@Cached("product:{id}") func f(id: Int) async throws -> Int"#,
            #"for: "product:\(HoneCached.keyPart(id))","#
        ),
        (
            #"@Cached("{page.number}:{_x1}") func f() async throws -> Int"#,
            #"for: "\(HoneCached.keyPart(page.number)):\(HoneCached.keyPart(_x1))","#
        ),
        (#"@Cached("{{{a}}}") func f() async throws -> Int"#, #"for: "{\(HoneCached.keyPart(a))}","#),
        (
            #"@Cached("v\(Self.version):{a}") func f() async throws -> Int"#,
            #"for: "v\(Self.version):\(HoneCached.keyPart(a))","#
        ),
        (#"@Cached(Keys.all) func f() async throws -> Int"#, "for: Keys.all,"),
        (##"@Cached(#"raw {a}"#) func f() async throws -> Int"##, ##"for: #"raw {a}"#,"##),
        (#"@Cached(nil) func f() async throws -> Int"#, #"for: "Outer.Shop.f()","#),
        (#"@Cached func f() async throws -> Int"#, #"for: "Outer.Shop.f()","#),
        (
            #"@Cached func f(_ id: Int, of kind: String) async throws -> Int"#,
            #"for: "Outer.Shop.f(_:Int=\(HoneCached.keyPart(id)),of:String=\(HoneCached.keyPart(kind)))","#
        ),
        (
            #"@Cached() func `default`(`in`: Int) async throws -> Int"#,
            #"for: "Outer.Shop.default(in:Int=\(HoneCached.keyPart(`in`)))","#
        ),
        (
            "@Cached func f(of a: [ Int ]?, b: Shop\n.ID) async throws -> Int",
            #"for: "Outer.Shop.f(of:[Int]?=\(HoneCached.keyPart(a)),b:Shop.ID=\(HoneCached.keyPart(b)))","#
        ),
        (#"@Cached static func f() async throws -> Int"#, #"for: "static Outer.Shop.f()","#),
    ])
    func keys(head: String, key: String) {
        let expansion = Expansion("struct Outer { struct Shop { \(head) { 1 } } }")
        #expect(expansion.problems.isEmpty)
        #expect(expansion.text.contains(key), "\(expansion.text)")
    }

    @Test(arguments: [
        ("struct S { @Cached(\"a\") func f() async throws -> Int { 1 } }", "await self.cache.value"),
        ("struct S { @Cached(\"a\") static func f() async throws -> Int { 1 } }", "await self.cache.value"),
        ("@Cached(\"a\") func f() async throws -> Int { 1 }", "await cache.value"),
        ("func g() { @Cached(\"a\") func f() async throws -> Int { 1 } }", "await cache.value"),
        ("struct S { @Cached(\"a\", in: S.pages) func f() async throws -> Int { 1 } }", "await S.pages.value"),
        ("struct S { @Cached(\"a\", in: \\S.pages) func f() async throws -> Int { 1 } }", "await self.pages.value"),
        (
            "struct S { @Cached(in: \\S.parts.pages) func f() async throws -> Int { 1 } }",
            "await self.parts.pages.value"
        ),
    ])
    func caches(source: String, call: String) {
        let expansion = Expansion(source)
        #expect(expansion.problems.isEmpty)
        #expect(expansion.text.contains(call), "\(expansion.text)")
    }

    @Test func tagsHaveValuesToo() {
        let expansion = Expansion(
            #"struct S { @Cached("a", tags: ["all", "id:{id}", Tags.x]) func f(id: Int) async throws -> Int { 1 } }"#)
        #expect(expansion.text.contains(#"tags: ["all", "id:\(HoneCached.keyPart(id))", Tags.x]"#), "\(expansion.text)")
        let other = Expansion(#"struct S { @Cached("a", tags: Tags.all) func f() async throws -> Int { 1 } }"#)
        #expect(other.text.contains("tags: Tags.all"))
    }

    // What stands where it cannot work, and a word of what the compiler says.
    @Test(arguments: [
        ("@Cached(\"a\") init() async throws { }", "functions only"),
        ("@Cached(\"a\") func f() -> Int { 1 }", "'async throws'"),
        ("@Cached(\"a\") func f() async -> Int { 1 }", "'async throws'"),
        ("@Cached(\"a\") func f() throws -> Int { 1 }", "'async throws'"),
        ("@Cached(\"a\") func f() async throws(Problem) -> Int { 1 }", "without a type"),
        ("@Cached(\"a\") func f() async throws { }", "returns nothing"),
        ("@Cached(\"a\") func f() async throws -> Void { }", "returns nothing"),
        ("@Cached(\"a\") func f() async throws -> () { }", "returns nothing"),
        ("@Cached(\"a\") func f() async throws -> some Sequence { [1] }", "not 'some'"),
        ("@Cached(\"a\") func f(_ x: inout Int) async throws -> Int { x }", "'x'"),
        ("@Cached(\"a\") mutating func f() async throws -> Int { 1 }", "mutating"),
        ("@Cached func f<T>(x: T) async throws -> Int { 1 }", "generic"),
        ("@Cached func f(x: some CacheKeyPart) async throws -> Int { 1 }", "generic"),
        ("@Cached func f(x: [any CacheKeyPart]?) async throws -> Int { 1 }", "generic"),
        ("@Cached func f(_ x: Int...) async throws -> Int { 1 }", "variadic"),
        ("@Cached func f(_: Int) async throws -> Int { 1 }", "without a name"),
        ("@Cached(\"a{b\") func f() async throws -> Int { 1 }", "brace"),
        ("@Cached(\"a}b\") func f() async throws -> Int { 1 }", "brace"),
        ("@Cached(\"{}\") func f() async throws -> Int { 1 }", "'{}' is no name"),
        ("@Cached(\"{a+b}\") func f() async throws -> Int { 1 }", "'{a+b}' is no name"),
        ("@Cached(\"{a.}\") func f() async throws -> Int { 1 }", "is no name"),
        ("@Cached(\"{a}{b}\") func f() async throws -> Int { 1 }", "'{b}' and the value before"),
        ("@Cached(\"{a}-{b}\") func f() async throws -> Int { 1 }", "':', ',' or '|'"),
        ("@Cached(\"a\", tags: [\"{\"]) func f() async throws -> Int { 1 }", "brace"),
    ])
    func misuse(declaration: String, word: String) {
        let expansion = Expansion("struct Shop { \(declaration) }")
        #expect(expansion.problems.count == 1, "\(expansion.problems)")
        #expect(expansion.problems.first?.contains(word) == true, "\(expansion.problems)")
    }

    /// An extension does not say whether it is one of a protocol or a generic type.
    @Test(arguments: [
        ("extension Shop { @Cached func f() async throws -> Int { 1 } }", "Shop.f()"),
        ("extension Shop { @Cached static func f() async throws -> Int { 1 } }", "static Shop.f()"),
        ("extension Shop { struct Part { @Cached func f() async throws -> Int { 1 } } }", "Shop.Part.f()"),
    ])
    func withinAnExtensionTheTypeComesFirst(source: String, key: String) {
        let expansion = Expansion(source)
        #expect(expansion.problems.isEmpty)
        #expect(expansion.text.contains(#"for: "\(HoneCached.keyPart(of: Self.self)):\#(key)","#), "\(expansion.text)")
        let given = Expansion(source.replacing("@Cached", with: "@Cached(\"a\")"))
        #expect(given.text.contains(#"for: "a","#), "a key that is given stays")
    }

    @Test func withinAGenericTypeTheNameIsNoKey() {
        let source = "struct Shop<T> { @Cached func f() async throws -> Int { 1 } }"
        #expect(Expansion(source).problems.first?.contains("generic") == true)
        #expect(Expansion(source.replacing("@Cached", with: "@Cached(\"a\")")).problems.isEmpty)
    }
}

@Suite struct CacheBustMacroTests {
    @Test func tagsGoAfterTheBody() throws {
        let expansion = Expansion(
            """
            struct Shop {
                @CacheBust("products", "product:{p.id}")
                func add(_ p: Product) async throws -> Product { try await repository.add(p); return p }
            }
            """)
        #expect(expansion.problems.isEmpty)
        let text = expansion.text
        let body = try #require(text.firstRange(of: "try await repository.add(p); return p"))
        let call = try #require(text.firstRange(of: "= try await "))
        let bust = try #require(
            text.firstRange(
                of: #"await HoneCached.invalidate(["products", "product:\(HoneCached.keyPart(p.id))"], in: self.cache)"#
            ))
        #expect(body.upperBound < call.lowerBound && call.upperBound < bust.lowerBound)
        #expect(text.contains("async throws -> Product {"))
    }

    @Test(arguments: [
        ("@CacheBust(\"a\") func f() async { g() }", "await", "throws"),
        ("@CacheBust(\"a\", in: Shop.x) func f() async throws(P) { try g() }", "in: Shop.x", "return "),
        ("@CacheBust(\"a\") mutating func f(_ x: inout Int) async throws -> Void { x = 1 }", "try await", "return "),
    ])
    func formsOfFunctions(declaration: String, has: String, hasNot: String) {
        let expansion = Expansion("struct Shop { \(declaration) }")
        #expect(expansion.problems.isEmpty)
        #expect(expansion.text.contains(has) && !expansion.text.contains(hasNot), "\(expansion.text)")
    }

    @Test(arguments: [
        ("@CacheBust(\"a\") func f() throws { }", "'async'"), ("@CacheBust() func f() async { }", "a tag"),
        ("@CacheBust func f() async { }", "a tag"), ("@CacheBust(\"{\") func f() async { }", "brace"),
        ("@CacheBust(\"a\") deinit { }", "functions only"),
    ])
    func misuse(declaration: String, word: String) {
        let expansion = Expansion("class Shop { \(declaration) }")
        #expect(expansion.problems.first?.contains(word) == true, "\(expansion.problems)")
    }
}
