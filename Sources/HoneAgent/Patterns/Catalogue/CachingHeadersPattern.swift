import HoneCore

extension Pattern {
    /// PAT-014: answers say how long they are good for and how to ask whether they still are.
    static let cachingHeaders = Pattern(
        id: .cachingHeaders,
        title: "HTTP caching headers",
        problem: """
            Answers do not say how long they are good for. Browsers then guess (RFC 9111 §4.2.2) or ask again, shared \
            caches cannot help, and without a validator every repeat sends the whole body, although nothing changed.
            """,
        when: """
            For static files always; for answers that are the same for everyone and may be some seconds or minutes \
            old; with a validator also for personal answers, which save the body but not the request. Not for \
            answers with secrets (`no-store`), and no lifetime for HTML that names files without a fingerprint, or \
            a deployment breaks pages that are still in caches.
            """,
        how: [
            """
            Files with a fingerprint in the name: `public, max-age=31536000, immutable` (RFC 8246). The name changes \
            when the content does, so nothing is ever stale.
            """,
            "HTML: `no-cache` with an ETag. That means ask first, not do not store.",
            """
            Public API answers: `public, max-age=60, stale-while-revalidate=30` (RFC 5861), as old as the business \
            allows; `s-maxage` where a shared cache that you can purge may keep it for longer.
            """,
            """
            Personal answers: `private, no-cache` with an ETag. A shared cache stores an answer to a request with \
            Authorization only when told that it may (RFC 9111 §3.5); do not tell it by mistake.
            """,
            """
            Make the ETag of what is cheap to know (a row's version, the newest updated_at) and compare it before the \
            work is done. A hash of the finished body saves bytes but not the query.
            """,
            "Answer `If-None-Match` with 304, with the same ETag, Cache-Control and Vary, and no body (RFC 9110 §15.4.5).",
            "Name in Vary what the answer depends on (Accept-Encoding, Accept-Language), never the whole Cookie or User-Agent.",
            "Never store in a shared cache an answer that sets a cookie.",
        ],
        snippets: [
            Snippet(
                stack: "Swift (Hummingbird)", language: "swift",
                code: #"""
                    router.get("/api/products") { request, _ -> Response in
                        // One cheap look-up decides whether the query and the serialising are needed at all.
                        let version = try await pool.read { db in
                            try String.fetchOne(db, sql: "SELECT count(*) || '-' || max(updated_at) FROM products")
                        }
                        let etag = "W/\"\(version ?? "0")\""
                        let headers: HTTPFields = [
                            .eTag: etag, .cacheControl: "public, max-age=60, stale-while-revalidate=30",
                            .vary: "Accept-Encoding",
                        ]
                        let known = request.headers[.ifNoneMatch]?.split(separator: ",") ?? []
                        if known.contains(where: { $0.trimmingCharacters(in: .whitespaces) == etag }) {
                            return Response(status: .notModified, headers: headers)
                        }
                        let products = try await pool.read { db in try Product.order(Column("id")).fetchAll(db) }
                        var response = Response(
                            status: .ok, headers: headers,
                            body: .init(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(products))))
                        response.headers[.contentType] = "application/json"
                        return response
                    }
                    """#),
            Snippet(
                stack: "Swift (Hummingbird, Hone toolkit)", language: "swift",
                code: #"""
                    import HoneHTTP
                    import HoneHummingbird

                    let rules = [
                        CachePolicyRule(.prefix("/assets/"), "public, max-age=31536000, immutable"),
                        CachePolicyRule(.exact("/api/products"), "public, max-age=60, stale-while-revalidate=30"),
                        CachePolicyRule(.prefix("/"), "private, no-cache"),
                    ]
                    // The first rule that matches decides, for 200 and 304 alike.
                    router.add(middleware: CacheHeadersMiddleware(rules: rules))
                    router.add(middleware: EntityTagMiddleware())  // hashes the body and answers 304
                    """#),
            Snippet(
                stack: "Python (Flask)", language: "python",
                code: #"""
                    from flask import jsonify, request

                    @app.get("/api/products")
                    def products():
                        version = newest_product_version()  # one cheap query
                        if request.if_none_match.contains_weak(version):
                            response = app.response_class(status=304)
                        else:
                            response = jsonify(load_products())
                        response.set_etag(version, weak=True)
                        response.headers["Cache-Control"] = "public, max-age=60, stale-while-revalidate=30"
                        response.vary.add("Accept-Encoding")
                        return response
                    """#),
            Snippet(
                stack: "Python (Django)", language: "python",
                code: #"""
                    from django.db.models import Count, Max
                    from django.http import JsonResponse
                    from django.views.decorators.cache import cache_control
                    from django.views.decorators.http import condition

                    def products_tag(request):
                        seen = Product.objects.aggregate(rows=Count("id"), newest=Max("updated_at"))
                        return f'W/"{seen["rows"]}-{seen["newest"]:%Y%m%d%H%M%S.%f}"' if seen["rows"] else 'W/"0"'

                    @cache_control(public=True, max_age=60, stale_while_revalidate=30)
                    @condition(etag_func=products_tag)  # 304 before the view runs
                    def products(request):
                        return JsonResponse({"products": list(Product.objects.order_by("id").values())})
                    """#),
            Snippet(
                stack: "Node.js (Express)", language: "javascript",
                code: #"""
                    // Fingerprinted files
                    app.use("/assets", express.static("dist/assets", { maxAge: "1y", immutable: true }));

                    app.get("/api/products", async (req, res) => {
                      res.set("Cache-Control", "public, max-age=60, stale-while-revalidate=30");
                      res.set("ETag", `W/"${await newestProductVersion()}"`);
                      if (req.fresh) return res.status(304).end(); // before the expensive query
                      res.json(await loadProducts());
                    });
                    """#),
            Snippet(
                stack: "Ruby on Rails", language: "ruby",
                code: #"""
                    class ProductsController < ApplicationController
                      def index
                        products = Product.order(:id)
                        expires_in 1.minute, public: true, stale_while_revalidate: 30.seconds
                        render json: products if stale?(products, public: true)
                      end
                    end

                    # config/environments/production.rb, for files with a digest in their name:
                    # config.public_file_server.headers = { "cache-control" => "public, max-age=31536000, immutable" }
                    """#),
            Snippet(
                stack: "PHP (Laravel)", language: "php",
                code: #"""
                    // routes/api.php. The ETag is a hash of the body: it saves bytes, not the query.
                    Route::middleware('cache.headers:public;max_age=60;stale_while_revalidate=30;etag')
                        ->get('/products', [ProductController::class, 'index']);
                    """#),
            Snippet(
                stack: "nginx", language: "nginx",
                code: #"""
                    location /assets/ {
                        root /srv/app/public;
                        add_header Cache-Control "public, max-age=31536000, immutable";
                    }
                    location / {
                        root /srv/app/public;
                        add_header Cache-Control "no-cache";  # ETag and Last-Modified come by themselves
                    }
                    """#),
        ],
        risk: """
            An answer is kept for longer than it is true and cannot be called back from browsers. A personal answer in \
            a shared cache is shown to strangers. A validator that misses a part of the answer pins an old version.
            """,
        mitigation: """
            Short lifetimes first; long ones only with a fingerprint in the name; `private` as the rule for whatever \
            needs a login; a test that logs in as two users and compares; purging where a shared cache stands in front.
            """,
        effortHours: 4,
        verification: "hone baseline; hone diagnose",
        sources: [
            "RFC 9111 §3 (storing), §3.5 (Authorization), §4.2 (freshness), §5.2 (Cache-Control)",
            "RFC 9110 §8.8 (validators), §13.1.2 (If-None-Match), §15.4.5 (304 Not Modified)",
            "RFC 5861 (stale-while-revalidate, stale-if-error), RFC 8246 (immutable)",
        ])
}
