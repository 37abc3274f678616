import HoneCore

extension Pattern {
    /// PAT-013: answers are compressed as the client can read them.
    static let compression = Pattern(
        id: .compression,
        title: "Compression",
        problem: """
            Text goes over the wire as it was written: JSON with the same keys in every row, HTML, CSS, JavaScript. \
            The user waits for bytes that a compressor would have taken out, and on a slow or lossy network the size \
            of the answer decides the response time more than the server does.
            """,
        when: """
            For text (JSON, HTML, CSS, JavaScript, SVG, XML) above about a kilobyte and clients across a network. Not \
            for what is compressed already (JPEG, PNG, WebP, video, WOFF2, archives); not between services in one \
            rack, where CPU is dearer than bandwidth; not for pages that mix a secret with text an attacker chooses \
            (BREACH); and not for streams of small messages unless the compressor is flushed after each.
            """,
        how: [
            """
            Negotiate by Accept-Encoding with its weights (RFC 9110 §12.5.3): zstd or Brotli when offered, gzip \
            for the rest, identity when nothing fits. `q=0` is a refusal.
            """,
            "Add `Vary: Accept-Encoding` to every answer that could be compressed, also to those that are not.",
            """
            A compressed body is another representation: weaken the ETag or give each coding its own \
            (RFC 9110 §8.8.3), and recompute or drop Content-Length.
            """,
            """
            Fast levels for answers made on the fly (gzip 4 to 6, Brotli 4 or 5, zstd 3); the best level once, at \
            build time, for static files. Keep zstd's window at 8 MB or less (RFC 9659).
            """,
            "Leave alone: bodies under 1 KB, answers with Content-Encoding already, `no-transform`, ranges, HEAD, 204, 304.",
            "Do it in one place. With a reverse proxy that compresses, the application should not.",
        ],
        snippets: [
            Snippet(
                stack: "nginx", language: "nginx",
                code: #"""
                    # in http { } or server { }; text/html is always among the types
                    gzip on;
                    gzip_comp_level 5;
                    gzip_min_length 1024;
                    gzip_vary on;
                    gzip_proxied any;
                    gzip_types application/json application/javascript text/css text/plain text/javascript
                               application/xml image/svg+xml application/manifest+json;
                    gzip_static on;  # serves app.js.gz that the build made at level 9
                    """#),
            Snippet(
                stack: "Swift (Hummingbird, Hone toolkit)", language: "swift",
                code: #"""
                    import HoneHummingbird

                    // zstd, Brotli or gzip, as the client weighs them
                    router.add(middleware: CompressionMiddleware(minimumSize: 1_024))
                    router.add(middleware: EntityTagMiddleware())  // inside it: one tag for every coding
                    """#),
            Snippet(
                stack: "Python (Flask)", language: "python",
                code: #"""
                    from flask_compress import Compress

                    app.config["COMPRESS_ALGORITHM"] = ["zstd", "br", "gzip"]
                    app.config["COMPRESS_BR_LEVEL"] = 4
                    app.config["COMPRESS_MIN_SIZE"] = 1024
                    Compress(app)
                    """#),
            Snippet(
                stack: "Python (Django)", language: "python",
                code: #"""
                    # settings.py. Before everything that writes or reads the body. It adds random bytes against BREACH
                    # since Django 4.2; still keep it off views that echo input beside a secret.
                    MIDDLEWARE = [
                        "django.middleware.security.SecurityMiddleware",
                        "django.middleware.gzip.GZipMiddleware",
                        "django.middleware.http.ConditionalGetMiddleware",
                        "django.middleware.common.CommonMiddleware",
                        # … the others as they were
                    ]
                    """#),
            Snippet(
                stack: "Node.js (Express)", language: "javascript",
                code: #"""
                    const compression = require("compression");

                    app.use(
                      compression({
                        threshold: 1024,
                        level: 5,
                        filter: (req, res) =>
                          res.getHeader("Content-Type") !== "text/event-stream" && compression.filter(req, res),
                      }),
                    );
                    """#),
            Snippet(
                stack: "Ruby on Rails", language: "ruby",
                code: #"""
                    # config/application.rb, inside the class. Outside ConditionalGet: a 304 is not compressed, and the
                    # ETag is made of the plain body.
                    text = /json|html|css|javascript|xml/
                    config.middleware.insert_before Rack::ConditionalGet, Rack::Deflater,
                      if: ->(_env, _status, headers, _body) { headers["content-type"].to_s.match?(text) }
                    """#),
            Snippet(
                stack: "Go", language: "go",
                code: #"""
                    // github.com/klauspost/compress/gzhttp: negotiates, sets Vary, leaves small and compressed bodies alone.
                    func compressed(next http.Handler) (http.Handler, error) {
                        wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(5))
                        if err != nil {
                            return nil, err
                        }
                        return wrap(next), nil
                    }
                    """#),
        ],
        risk: """
            CPU: on a busy machine a high level costs more time than the network saves. BREACH: the length of a \
            compressed page can leak a secret that stands beside attacker-chosen text. A cache without Vary hands \
            gzip to a client that cannot read it.
            """,
        mitigation: """
            Fast levels and a load test that watches CPU; no compression where a secret and reflected input share a \
            body, or mask the secret per answer; Vary on every negotiated answer.
            """,
        effortHours: 2,
        verification: "hone baseline; hone diagnose",
        sources: [
            "RFC 9110 §8.4 (Content-Encoding), §8.8.3 (ETag), §12.5.3 (Accept-Encoding), §12.5.5 (Vary)",
            "RFC 1952 (gzip), RFC 7932 (Brotli), RFC 8878 (zstd), RFC 9659 (window sizes for zstd in HTTP)",
            "Y. Gluck, N. Harris, A. Prado, BREACH: Reviving the CRIME Attack, 2013: https://breachattack.com",
            "nginx, ngx_http_gzip_module: https://nginx.org/en/docs/http/ngx_http_gzip_module.html",
        ])
}
