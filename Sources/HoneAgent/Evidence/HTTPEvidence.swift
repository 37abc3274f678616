/// What the answers' headers say, how large they are, and what compression would make of them.
public struct HTTPEvidence: Sendable, Codable, Equatable {
    /// Endpoints that answer GET, and pages.
    public var answers: [Answer]

    /// One answer.
    public struct Answer: Sendable, Codable, Equatable {
        /// `GET /api/products`.
        public var name: String
        /// The status.
        public var status: Int
        /// The media type without parameters, such as `application/json`.
        public var mediaType: String
        /// Size of the body with no content coding, in bytes.
        public var size: Int
        /// Size of the body as it was sent to a client that accepts gzip, Brotli and zstd, in bytes.
        public var sent: Int
        /// The content coding it was sent with, if any.
        public var coding: String?
        /// Size that each coding would have, in bytes, at the level a server would use.
        public var compressed: [String: Int]
        /// The Cache-Control field, if any.
        public var cacheControl: String?
        /// The ETag field, if any.
        public var etag: String?
        /// The Last-Modified field, if any.
        public var lastModified: String?
        /// The Expires field, if any; nil also in evidence of before it was looked at.
        public var expires: String?
        /// The Date field, which `Expires` is held against; without one, when the answer was received (RFC 9110
        /// §6.6.1).
        public var date: String?
        /// The Vary field, if any.
        public var vary: String?
        /// The status of a conditional request with the validator, if there is one; 304 is right.
        public var conditionalStatus: Int?
        /// The answer sets a cookie.
        public var setsCookie: Bool
        /// The request carried `Authorization`; in evidence of before cookies were told from it, a login of either
        /// kind.
        public var authorized: Bool
        /// The login was sent as a `Cookie`, which does not keep shared caches from storing the answer (RFC 9111 §3.5);
        /// nil in evidence of before that was looked at.
        public var hasCookieLogin: Bool?
        /// Two requests in a row gave the same body.
        public var repeatsItself: Bool
        /// So did one after all the other endpoints were asked; nil when that was not looked at.
        public var repeatsLater: Bool?
        /// What a request without the login gave, beside those with it; nil without a login.
        public var stranger: Stranger?

        /// What somebody who is not logged in is answered.
        public enum Stranger: String, Sendable, Codable {
            /// The same status and body.
            case same
            /// Another body.
            case different
            /// 401, 403 or a way to the login: the answer is for users alone.
            case refused
        }

        /// Whether it was asked for by a user who had logged in.
        public var isForUser: Bool { authorized || hasCookieLogin == true }

        /// An answer from its parts.
        public init(
            name: String, status: Int, mediaType: String, size: Int, sent: Int, coding: String? = nil,
            compressed: [String: Int] = [:], cacheControl: String? = nil, etag: String? = nil,
            lastModified: String? = nil, expires: String? = nil, date: String? = nil, vary: String? = nil,
            conditionalStatus: Int? = nil, setsCookie: Bool = false, authorized: Bool = false,
            hasCookieLogin: Bool? = nil, repeatsItself: Bool = true, repeatsLater: Bool? = nil,
            stranger: Stranger? = nil
        ) {
            self.name = name
            self.status = status
            self.mediaType = mediaType
            self.size = size
            self.sent = sent
            self.coding = coding
            self.compressed = compressed
            self.cacheControl = cacheControl
            self.etag = etag
            self.lastModified = lastModified
            self.expires = expires
            self.date = date
            self.vary = vary
            self.conditionalStatus = conditionalStatus
            self.setsCookie = setsCookie
            self.authorized = authorized
            self.hasCookieLogin = hasCookieLogin
            self.repeatsItself = repeatsItself
            self.repeatsLater = repeatsLater
            self.stranger = stranger
        }
    }

    /// Evidence from its answers.
    public init(answers: [Answer]) { self.answers = answers }
}
