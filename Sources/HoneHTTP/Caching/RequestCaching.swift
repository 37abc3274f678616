/// What a request says about answers from a cache (RFC 9111 §5.2.1).
public struct RequestCaching: Sendable, Equatable {
    /// The directives; with `no-cache` for `Pragma: no-cache` where there is no `Cache-Control` (RFC 9111 §5.4).
    public var cacheControl: CacheControl

    /// A request by the values of its fields; nil where it has none.
    public init(cacheControl: String?, pragma: String? = nil) {
        if let cacheControl {
            self.cacheControl = CacheControl(cacheControl)
        } else {
            self.cacheControl = CacheControl()
            if let pragma, listElements(of: pragma).contains(where: { equalsIgnoringCase($0, "no-cache") }) {
                self.cacheControl.noCache = .whole
            }
        }
    }
}
