/// Access logs as real servers wrote them.
enum LogFixture {
    /// nginx 1.22 with `log_format combined`: a person at a browser, curl, a TLS handshake and a path with quotes.
    static let nginx = #"""
        127.0.0.1 - - [22/Nov/2026:19:00:23 +0000] "GET / HTTP/1.1" 200 3 "http://127.0.0.1:18943/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        127.0.0.1 - - [22/Nov/2026:19:00:23 +0000] "GET /app.js HTTP/1.1" 200 2 "http://127.0.0.1:18943/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        127.0.0.1 - - [22/Nov/2026:19:00:24 +0000] "GET /chefs/1 HTTP/1.1" 200 2 "http://127.0.0.1:18943/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        127.0.0.1 - - [22/Nov/2026:19:00:24 +0000] "GET /chefs/2 HTTP/1.1" 200 2 "http://127.0.0.1:18943/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        127.0.0.1 - - [22/Nov/2026:19:00:25 +0000] "GET /search?q=a%20b&page=2 HTTP/1.1" 200 2 "http://127.0.0.1:18943/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        127.0.0.1 - - [22/Nov/2026:19:00:25 +0000] "GET /search?q=pasta HTTP/1.1" 200 2 "http://127.0.0.1:18943/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        127.0.0.1 - - [22/Nov/2026:19:00:25 +0000] "GET /chefs/1 HTTP/1.1" 200 2 "http://127.0.0.1:18943/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        127.0.0.1 - - [22/Nov/2026:19:00:26 +0000] "GET /missing.php HTTP/1.1" 404 153 "http://127.0.0.1:18943/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        127.0.0.1 - - [22/Nov/2026:19:00:26 +0000] "GET /search?access_token=s3cr3t-value&q=x HTTP/1.1" 200 2 "http://127.0.0.1:18943/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        127.0.0.1 - - [22/Nov/2026:19:00:27 +0000] "GET /fail HTTP/1.1" 503 197 "http://127.0.0.1:18943/" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
        127.0.0.1 - - [22/Nov/2026:19:00:27 +0000] "GET /chefs/17 HTTP/1.1" 200 2 "-" "say \x22hi\x22"
        127.0.0.1 - - [22/Nov/2026:19:00:27 +0000] "POST /api/login HTTP/1.1" 204 0 "-" "curl/7.88.1"
        127.0.0.1 - - [22/Nov/2026:19:00:27 +0000] "HEAD / HTTP/1.1" 200 0 "-" "curl/7.88.1"
        127.0.0.1 - - [22/Nov/2026:19:01:50 +0000] "\x16\x03\x01\x00\xA5garbage" 400 157 "-" "-"
        127.0.0.1 - - [22/Nov/2026:19:01:50 +0000] "GET /a\x22b\x5Cc HTTP/1.1" 404 153 "-" "-"
        """#

    /// Apache 2.4's `common`, `vhost_combined` with an IPv6 client, and a line that was cut off.
    static let apache = #"""
        192.0.2.7 - alice [22/Nov/2026:23:59:58 +0100] "GET /reports/2026.json HTTP/1.1" 200 5120
        192.0.2.7 - alice [23/Nov/2026:00:00:02 +0100] "GET /reports/2025.json HTTP/1.1" 200 5120
        192.0.2.7 - alice [23/Nov/2026:00:00:10 +0100] "GET /reports/2024.json HTTP/1.1" 304 -
        192.0.2.7 - alice [23/Nov/2026:00:45:00 +0100] "GET / HTTP/1.0" 200 17
        example.org:443 2001:db8::1 - - [23/Nov/2026:00:45:01 +0100] "GET /a\"b HTTP/1.1" 200 17 "-" "Mozilla/5.0 \"x\""
        192.0.2.9 - - [23/Nov/2026:00:45:02 +0100] "GET /trunc
        """#

    /// Caddy 2's JSON encoder, shortened to a few response headers; the first line is one of its own start.
    static let caddy = #"""
        {"level":"info","ts":1795340000.1,"msg":"serving initial configuration"}
        {"level":"info","ts":1795340001.25,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"127.0.0.1","remote_port":"41342","client_ip":"127.0.0.1","proto":"HTTP/2.0","method":"GET","host":"localhost","uri":"/orders/550e8400-e29b-41d4-a716-446655440000?full=1","headers":{"User-Agent":["curl/8.5.0"],"Accept":["*/*"]},"tls":{"resumed":false,"version":772}},"bytes_read":0,"user_id":"","duration":0.000929675,"size":10900,"status":200,"resp_headers":{"Server":["Caddy"]}}
        {"level":"info","ts":1795340003.75,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"127.0.0.1","remote_port":"41342","client_ip":"127.0.0.1","proto":"HTTP/2.0","method":"GET","host":"localhost","uri":"/orders/6ba7b810-9dad-11d1-80b4-00c04fd430c8","headers":{"User-Agent":["curl/8.5.0"]}},"bytes_read":0,"user_id":"","duration":0.0009,"size":10900,"status":200,"resp_headers":{}}
        {"level":"error","ts":1795340004.75,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"127.0.0.1","remote_port":"41342","client_ip":"127.0.0.1","proto":"HTTP/2.0","method":"POST","host":"localhost","uri":"/orders","headers":{"User-Agent":["curl/8.5.0"]}},"bytes_read":12,"user_id":"","duration":0.1,"size":0,"status":502,"resp_headers":{}}
        """#
}
