import Foundation
import Testing

@testable import HonePostgres

@Suite struct PostgresAddressTests {
    @Test(arguments: [
        ("postgresql://ann:s3cret@db.example:5433/shop", "ann@db.example:5433/shop"),
        ("postgres://ann@db.example/shop", "ann@db.example/shop"),
        ("host=/run/pg dbname=shop user=ann password='a b'", "ann@/run/pg/shop"),
        ("postgresql:///shop", "the default host/shop"),
        ("postgresql://ann@db.example", "ann@db.example/ann"),
    ])
    func itDescribesItselfWithoutItsPassword(text: String, shown: String) throws {
        let address = try PostgresAddress(text)
        #expect("\(address)" == shown)
        #expect(String(reflecting: address) == shown)
        var dumped = ""
        dump(address, to: &dumped)
        let json = String(decoding: try JSONEncoder().encode([address]), as: UTF8.self)
        for secret in ["s3cret", "a b"] {
            #expect(!dumped.contains(secret))
            #expect(!json.contains(secret))
        }
        #expect(address.secretText == text)
    }

    @Test func anotherDatabaseKeepsTheRestAndItsOddCharacters() throws {
        let address = try PostgresAddress(#"host=db user='o\'' password='a\\b\'c' dbname=one"#)
        let other = address.with(database: "it's")
        #expect(other.database == "it's")
        let again = try PostgresAddress(other.secretText)
        #expect(again.settings == other.settings)
        #expect(again.settings["password"] == #"a\b'c"#)
    }

    @Test func whatIsEncodedReadsBackWithoutThePassword() throws {
        let address = try PostgresAddress("postgresql://ann:s3cret@db.example/shop")
        let data = try JSONEncoder().encode([address])
        let again = try #require(try JSONDecoder().decode([PostgresAddress].self, from: data).first)
        #expect(again.description == address.description)
        #expect(again.settings["password"] == nil)
    }

    @Test(arguments: [
        "postgresql://ann:s3cret@[::1/shop", "host='s3cret", "s3cret", "postgresql://h/d?nonsense=s3cret",
        "postgresql://ann:s3cret/9x@db/shop", "postgres://ann:s3cret@9x@db/shop", "host=db port=s3cret",
    ])
    func whatCannotBeReadIsNotRepeated(text: String) throws {
        let problem = #expect(throws: PostgresProblem.self) { try PostgresAddress(text) }
        #expect(problem?.kind == .address)
        #expect(problem?.description.contains("s3cret") == false)
        #expect(problem?.remedy.contains("postgresql://user@localhost") == true)
    }
}
