import HoneMonitor
import HoneMonitored
import Testing

/// `@Monitored` on functions of every kind: each is timed under its name and does what it did.
struct MonitoredTests {
    struct Broken: Error, Equatable {}

    struct Shop {
        var sold = 0

        @Monitored func price(of dish: String) -> Int { dish.utf8.count }

        @Monitored func load(page: Int, _ size: Int) async throws -> [Int] {
            guard page >= 0 else { throw Broken() }
            return Array(page * size..<(page + 1) * size)
        }

        @Monitored("given name") mutating func sell() { sold += 1 }

        @Monitored func typed(_ fails: Bool) throws(Broken) -> String {
            if fails { throw Broken() }
            return "fine"
        }

        @Monitored func opaque() -> some Sequence<Int> { [1, 2, 3] }

        @Monitored func chosen(_ number: Int) -> String {
            switch number {
            case 0: "none"
            default: "some"
            }
        }

        @Monitored static func append(to list: inout [Int]) { list.append(1) }
    }

    actor Kitchen {
        private var dishes = 0

        @Monitored func cook(_ count: Int) -> Int {
            dishes += count
            return dishes
        }
    }

    struct Table {
        let rows: Int

        @Monitored init(rows: Int) { self.rows = rows }

        @Monitored init?(text: String) {
            guard let rows = Int(text) else { return nil }
            self.init(rows: rows)
        }
    }

    private func sections(_ body: () async throws -> Void) async rethrows -> [String] {
        let trace = RequestTrace()
        try await RequestTrace.tracing(trace) { try await body() }
        return trace.spans.map(\.name)
    }

    @Test func valuesAndNames() async throws {
        var shop = Shop()
        let names = try await sections { () async throws -> Void in
            #expect(shop.price(of: "soup") == 4)
            #expect(try await shop.load(page: 1, 3) == [3, 4, 5])
            shop.sell()
            #expect(shop.sold == 1)
            #expect(Array(shop.opaque()) == [1, 2, 3])
            #expect(shop.chosen(0) == "none" && shop.chosen(7) == "some")
            var list = [0]
            Shop.append(to: &list)
            #expect(list == [0, 1])
            #expect(await Kitchen().cook(2) == 2)
        }
        #expect(
            Set(names) == [
                "MonitoredTests.Shop.price(of:)", "MonitoredTests.Shop.load(page:_:)", "given name",
                "MonitoredTests.Shop.opaque()", "MonitoredTests.Shop.chosen(_:)", "MonitoredTests.Shop.append(to:)",
                "MonitoredTests.Kitchen.cook(_:)",
            ])
        #expect(names.count == 8)
    }

    @Test func whatIsThrownComesThroughAndIsTimed() async {
        let shop = Shop()
        let names = await sections {
            await #expect(throws: Broken.self) { try await shop.load(page: -1, 3) }
            #expect(throws: Broken.self) { try shop.typed(true) }
            #expect((try? shop.typed(false)) == "fine")
        }
        #expect(names.count == 3)
    }

    @Test func initializersAndExtensions() async throws {
        let names = try await sections { () async throws -> Void in
            #expect(Table(rows: 4).rows == 4)
            #expect(Table(text: "none") == nil)
            #expect(Table(text: "2")?.seats() == 8)
        }
        #expect(
            names == [
                "MonitoredTests.Table.init(rows:)", "MonitoredTests.Table.init(text:)",
                "MonitoredTests.Table.init(text:)", "MonitoredTests.Table.init(rows:)", "MonitoredTests.Table.seats()",
            ])
    }

    @Test func nothingIsRecordedOutsideOfARequest() async throws {
        #expect(RequestTrace.current == nil)
        #expect(Shop().price(of: "tea") == 3)
        #expect(try await Shop().load(page: 0, 1) == [0])
    }
}

extension MonitoredTests.Table {
    @Monitored fileprivate func seats() -> Int { 4 * rows }
}
