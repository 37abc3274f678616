import HTTPTypes
import Testing

@testable import Bistro

struct AccountTests {
    /// FIPS 180-4 examples, and a message that fills its last block.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
        ),
    ])
    func digestsAreThoseOfTheStandard(message: String, digest: String) {
        #expect(SHA256.digest(message.utf8).hexadecimal == digest)
    }

    /// RFC 4231, test cases 1, 2 and 6 (a key longer than a block).
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func authenticationCodesAreThoseOfTheStandard(key: [UInt8], message: String, code: String) {
        #expect(SHA256.authenticationCode(message.utf8, key: key).hexadecimal == code)
    }

    @Test func passwordsAreNotStoredAsTheyAre() async throws {
        let stored = try await Shop.withCopy { shop in
            try shop.read { try Account.fetch($0, email: "user1@bistro.example") }
        }
        let account = try #require(stored)
        #expect(!account.hash.contains(Password.demo))
        #expect(Password.matches(Password.demo, salt: account.salt, stored: account.hash))
        #expect(!Password.matches("bistro-demO", salt: account.salt, stored: account.hash))
        #expect(!Password.matches(Password.demo, salt: account.salt + "0", stored: account.hash))
    }

    @Test func tokenNamesItsUserAndNobodyElse() throws {
        let tokens = SessionToken(secret: "one")
        let token = tokens.issue(userID: 17)
        #expect(tokens.userID(in: token) == 17)
        #expect(token == SessionToken(secret: "one").issue(userID: 17))
        #expect(SessionToken(secret: "two").userID(in: token) == nil)
        #expect(tokens.userID(in: token.replacing("17.", with: "18.")) == nil)
        for broken in ["", ".", "17", "17.", "-1.\(token)", token + "0", token + ".0"] {
            #expect(tokens.userID(in: broken) == nil)
        }
    }

    @Test func loginGivesATokenThatOpensTheOwnBookings() async throws {
        try await Shop.open { client in
            let login = try await client.send(
                .post("/api/auth/login", #"{"email":"User2@bistro.example","password":"bistro-demo"}"#))
            let session = try login.decoded(AccountRoutes.Session.self)
            #expect(session.userId == 2)
            let own = try await client.send(
                .get("/api/bookings", headers: [.authorization: "bearer \(session.token)"]))
            #expect(own.status == 200)
            let same = try await client.send(.get("/api/bookings", user: 2))
            #expect(own.body == same.body)
            #expect(try own.decoded(Listing<Booking>.self).total > 0)
        }
    }
}
