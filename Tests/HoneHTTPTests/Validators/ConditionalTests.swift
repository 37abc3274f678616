import Testing

@testable import HoneHTTP

/// Preconditions and their order (RFC 9110 §13.1, §13.2.2).
struct ConditionalTests {
    static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    static let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    static let after = "Sun, 06 Nov 1994 08:49:38 GMT"

    /// If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since; what a read and what a write comes to, when the
    /// representation has the strong tag "xyzzy" and was modified at `date`.
    @Test(
        arguments: [
            (nil, nil, nil, nil, .proceed, .proceed),
            // §13.1.1, with its examples.
            ("\"xyzzy\"", nil, nil, nil, .proceed, .proceed), ("*", nil, nil, nil, .proceed, .proceed),
            ("\"xyzzy\", \"r2d2xxxx\", \"c3piozzzz\"", nil, nil, nil, .proceed, .proceed),
            ("\"other\"", nil, nil, nil, .preconditionFailed, .preconditionFailed),
            ("W/\"xyzzy\"", nil, nil, nil, .preconditionFailed, .preconditionFailed),
            ("", nil, nil, nil, .preconditionFailed, .preconditionFailed),
            // §13.1.4; step 2 only without step 1.
            (nil, date, nil, nil, .proceed, .proceed), (nil, after, nil, nil, .proceed, .proceed),
            (nil, before, nil, nil, .preconditionFailed, .preconditionFailed),
            (nil, "garbage", nil, nil, .proceed, .proceed), ("\"xyzzy\"", before, nil, nil, .proceed, .proceed),
            // §13.1.2: 304 for reads and 412 for others.
            (nil, nil, "\"xyzzy\"", nil, .notModified, .preconditionFailed),
            (nil, nil, "W/\"xyzzy\"", nil, .notModified, .preconditionFailed),
            (nil, nil, "*", nil, .notModified, .preconditionFailed), (nil, nil, "\"other\"", nil, .proceed, .proceed),
            // §13.1.3: for reads only, and not beside If-None-Match.
            (nil, nil, nil, date, .notModified, .proceed), (nil, nil, nil, after, .notModified, .proceed),
            (nil, nil, nil, before, .proceed, .proceed), (nil, nil, nil, "garbage", .proceed, .proceed),
            (nil, nil, "\"other\"", after, .proceed, .proceed),
            // §13.2.2: the first two steps come before the others.
            ("\"other\"", nil, "\"xyzzy\"", nil, .preconditionFailed, .preconditionFailed),
            ("\"xyzzy\"", nil, "\"xyzzy\"", nil, .notModified, .preconditionFailed),
            (nil, before, "\"xyzzy\"", nil, .preconditionFailed, .preconditionFailed),
        ] as [(String?, String?, String?, String?, Conditional.Outcome, Conditional.Outcome)])
    func precedence(
        match: String?, unmodified: String?, noneMatch: String?, modified: String?, read: Conditional.Outcome,
        write: Conditional.Outcome
    ) throws {
        let tag = try #require(EntityTag(parsing: "\"xyzzy\""))
        let conditional = Conditional(
            ifMatch: match, ifUnmodifiedSince: unmodified, ifNoneMatch: noneMatch, ifModifiedSince: modified)
        #expect(conditional.outcome(isRead: true, entityTag: tag, lastModified: Self.date) == read)
        #expect(conditional.outcome(isRead: false, entityTag: tag, lastModified: Self.date) == write)
        let isPresent = match != nil || unmodified == Self.before || noneMatch != nil
        if isPresent { #expect(conditional.isPresent) }
    }

    /// `If-Match: *` and `If-None-Match: *` ask whether there is a representation at all.
    @Test func whatDoesNotExist() {
        let mustExist = Conditional(ifMatch: "*", ifNoneMatch: nil)
        let mustNot = Conditional(ifNoneMatch: "*")
        #expect(mustExist.outcome(isRead: false, exists: false, entityTag: nil) == .preconditionFailed)
        #expect(mustExist.outcome(isRead: false, exists: true, entityTag: nil) == .proceed)
        #expect(mustNot.outcome(isRead: false, exists: false, entityTag: nil) == .proceed)
        #expect(mustNot.outcome(isRead: false, exists: true, entityTag: nil) == .preconditionFailed)
    }

    /// Without validators of the representation, a tag matches nothing and a date says nothing.
    @Test func withoutValidators() {
        #expect(
            Conditional(ifMatch: "\"a\"", ifNoneMatch: nil).outcome(isRead: true, entityTag: nil) == .preconditionFailed
        )
        let old = Conditional(ifUnmodifiedSince: Self.before, ifNoneMatch: nil, ifModifiedSince: Self.after)
        #expect(old.outcome(isRead: true, entityTag: nil) == .proceed)
    }

    /// What is of the bytes sent does not belong into a 304; what is of the representation does (RFC 9530 §2, §3).
    @Test(arguments: [
        ("content-md5", true), ("content-digest", true), ("content-length", true), ("repr-digest", false),
        ("etag", false), ("vary", false),
    ])
    func fieldsOfBody(name: String, isOfBody: Bool) {
        #expect(Conditional.fieldsOfBody.contains(name) == isOfBody)
    }
}
