import HTTPTypes
import Hummingbird
import NIOCore

/// The dashboard: one document with its style and script in it, which asks for nothing but the monitor's routes. And
/// the script that measures pages.
enum MonitoringPage {
    /// The document.
    /// - Parameters:
    ///   - nonce: stands in the document's style and script, and in the header that allows only those.
    ///   - showsCaches: whether there are routes of caches to ask.
    static func document(nonce: String, showsCaches: Bool) -> String {
        let scripts = [
            PackageResources.dom_js, PackageResources.heatmap_js, PackageResources.tables_js,
            PackageResources.detail_js, PackageResources.panels_js, PackageResources.caches_js,
            PackageResources.page_js,
        ]
        return text(PackageResources.dashboard_html)
            .replacing("{{nonce}}", with: nonce)
            .replacing("{{caches}}", with: showsCaches ? "shown" : "none")
            .replacing("{{style}}", with: text(PackageResources.dashboard_css))
            .replacing("{{script}}", with: scripts.map(text).joined())
    }

    /// The document with a policy that lets it run what it holds and ask where it came from, and nothing else.
    static func response(showsCaches: Bool) -> Response {
        let nonce = randomText()
        let policy =
            "default-src 'none'; style-src 'nonce-\(nonce)'; script-src 'nonce-\(nonce)'; connect-src 'self'; "
            + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'"
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy, .cacheControl: "no-store",
            .xContentTypeOptions: "nosniff",
        ]
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return Response(
            status: .ok, headers: headers,
            body: .init(byteBuffer: ByteBuffer(string: document(nonce: nonce, showsCaches: showsCaches))))
    }

    /// The script that pages load to measure themselves. It may be kept for an hour.
    static func pageMetricsScript() -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/javascript; charset=utf-8", .cacheControl: "public, max-age=3600",
                .xContentTypeOptions: "nosniff",
            ], body: .init(byteBuffer: ByteBuffer(bytes: PackageResources.page_metrics_js)))
    }

    /// 128 random bits of the system's generator, in hexadecimal digits.
    private static func randomText() -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef")
        return String((0..<32).map { _ in digits[Int(generator.next() & 15)] })
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
