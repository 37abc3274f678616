/// How Bistro stores passwords: an HMAC of the password under a salt per user.
///
/// A real shop would use a deliberately slow hash. Here it would burn processor time on purpose and
/// drown what the example is about, so the hash is quick and the passwords are a documented demo one.
enum Password {
    /// The password of every generated user, `user1@bistro.example` and on.
    static let demo = "bistro-demo"

    /// What is stored for `password` under `salt`: 64 hexadecimal digits.
    static func hash(_ password: String, salt: String) -> String {
        SHA256.authenticationCode(password.utf8, key: Array(salt.utf8)).hexadecimal
    }

    /// Whether `password` is the one stored, compared in constant time.
    static func matches(_ password: String, salt: String, stored: String) -> Bool {
        constantTimeEqual(hash(password, salt: salt), stored)
    }

    /// Equality whose duration does not tell where the first difference is.
    static func constantTimeEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
