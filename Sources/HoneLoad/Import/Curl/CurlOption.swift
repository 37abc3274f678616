/// The options of curl that Hone understands (https://curl.se/docs/manpage.html).
enum CurlOption: String, CaseIterable {
    case request, header, data, dataAscii = "data-ascii", dataRaw = "data-raw", dataBinary = "data-binary"
    case dataURLEncode = "data-urlencode", json, user, cookie, cookieJar = "cookie-jar", insecure, location
    case maxRedirs = "max-redirs", compressed, http10 = "http1.0", http11 = "http1.1", http2
    case http2PriorKnowledge = "http2-prior-knowledge", unixSocket = "unix-socket", userAgent = "user-agent", referer
    case get, head, url, urlQuery = "url-query", maxTime = "max-time", cacert, oauth2Bearer = "oauth2-bearer", basic
    case noKeepalive = "no-keepalive"
    // What only says what curl does with the answer, or how it says so.
    case silent, showError = "show-error", verbose, include, output, remoteName = "remote-name", writeOut = "write-out"
    case fail, failWithBody = "fail-with-body", noBuffer = "no-buffer", progressBar = "progress-bar"
    case noProgressMeter = "no-progress-meter", dumpHeader = "dump-header", stderr, globoff
    case pathAsIs = "path-as-is", connectTimeout = "connect-timeout", ipv4, ipv6, retry, retryDelay = "retry-delay"
    case styledOutput = "styled-output", remoteTime = "remote-time", createDirs = "create-dirs"

    /// The option of a short flag.
    init?(short: Character) {
        let letters: [Character: CurlOption] = [
            "X": .request, "H": .header, "d": .data, "u": .user, "b": .cookie, "c": .cookieJar, "k": .insecure,
            "L": .location, "0": .http10, "A": .userAgent, "e": .referer, "G": .get, "I": .head, "m": .maxTime,
            "s": .silent, "S": .showError, "v": .verbose, "i": .include, "o": .output, "O": .remoteName,
            "w": .writeOut, "f": .fail, "N": .noBuffer, "#": .progressBar, "D": .dumpHeader, "g": .globoff,
            "4": .ipv4, "6": .ipv6, "R": .remoteTime,
        ]
        guard let option = letters[short] else { return nil }
        self = option
    }

    /// Whether a value follows.
    var takesValue: Bool {
        switch self {
        case .request, .header, .data, .dataAscii, .dataRaw, .dataBinary, .dataURLEncode, .json, .user, .cookie,
            .cookieJar, .maxRedirs, .unixSocket, .userAgent, .referer, .url, .urlQuery, .maxTime, .cacert,
            .oauth2Bearer, .output, .writeOut, .dumpHeader, .stderr, .connectTimeout, .retry, .retryDelay:
            true
        default: false
        }
    }

    /// Why a flag that curl knows cannot be taken over; nil for one that is not known at all.
    static func refusal(_ flag: String) -> String? {
        switch flag {
        case "-F", "--form", "--form-string": "write the multipart body with --data-binary and its Content-Type"
        case "-T", "--upload-file": "give the body with -X PUT and --data-binary"
        case "-x", "--proxy", "--socks5", "--preproxy": "load goes to the target without a proxy; leave it out"
        case "-K", "--config": "write the options of the file into the command"
        case "-n", "--netrc", "--netrc-file", "--netrc-optional": "give the user with -u"
        case "-:", "--next": "import each command by itself"
        case "--digest", "--ntlm", "--negotiate", "--anyauth", "--aws-sigv4", "--delegation":
            "only basic and bearer authorization can be sent; leave it out"
        case "-E", "--cert", "--key", "--cert-type", "--key-type", "--pass":
            "client certificates are not supported; leave it out"
        case "--resolve", "--connect-to", "--interface", "--dns-servers", "--haproxy-protocol":
            "give the address itself in the URL, and the name with -H 'Host: …'"
        case "-r", "--range": "give the range with -H 'Range: bytes=…'"
        case "-z", "--time-cond": "give the time with -H 'If-Modified-Since: …'"
        case "--http3", "--http3-only": "only HTTP/1.1 and HTTP/2 are spoken; leave it out"
        case "-Z", "--parallel", "--parallel-max", "--rate":
            "how many requests are sent at a time is the scenario's load; leave it out"
        default: nil
        }
    }
}
