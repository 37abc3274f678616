import HTTPTypes
import HoneHTTP
import HoneMonitor
import Hummingbird

extension ResponseTraits {
    /// Bodies below this many bytes are not looked at for missing compression; see `CompressionPolicy`.
    private static let smallest = CompressionPolicy().minimumSize

    /// What an answer's head says to the detectors. Costs a few look-ups of fields, so that it may be asked of each.
    init(of response: Response, to request: Request) {
        self = []
        let fields = response.headers
        if response.body.contentLength ?? .max >= Self.smallest {
            if let coding = fields[.contentEncoding], coding != "identity" {
                insert(.compressed)
            } else if let accepted = request.headers[.acceptEncoding], let type = fields[.contentType],
                MediaType(contentType: type)?.isCompressible == true,
                AcceptEncoding(accepted).choose(from: ContentCoding.allCases) != .identity
            {
                insert(.compressible)
            }
        }
        guard request.method == .get, response.status == .ok else { return }
        insert(.cacheable)
        if fields.contains(.cacheControl) || fields.contains(.eTag) || fields.contains(.lastModified)
            || fields.contains(.expires)
        {
            insert(.hasCachingHeaders)
        }
    }
}
