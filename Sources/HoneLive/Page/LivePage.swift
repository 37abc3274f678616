import HTTPTypes
import Hummingbird
import NIOCore

/// The page of a session: one document with its style and script in it, which asks for nothing but `/api`.
enum LivePage {
    /// The document.
    /// - Parameter nonce: stands in the document's style and script, and in the header that allows only those.
    static func document(nonce: String) -> String {
        text(PackageResources.page_html)
            .replacing("{{nonce}}", with: nonce)
            .replacing("{{style}}", with: text(PackageResources.page_css))
            .replacing("{{script}}", with: text(PackageResources.chart_js) + text(PackageResources.page_js))
    }

    static func response() -> Response {
        let nonce = LiveToken().text
        let policy =
            "default-src 'none'; style-src 'nonce-\(nonce)'; script-src 'nonce-\(nonce)'; connect-src 'self'; "
            + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy]
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return Response(
            status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: document(nonce: nonce))))
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
