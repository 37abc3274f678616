import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A real Chromium without a window, spoken to over its DevTools protocol through a pair of pipes
/// (`--remote-debugging-pipe`: messages of JSON, each ended by a NUL byte).
///
///     let browser = try await Browser.start()
///     try await browser.open("http://127.0.0.1:8080/")
///     #expect(try await browser.text(of: "document.title") == "…")
///     await browser.stop()
public final class Browser: Sendable {
    /// No browser, or one that does not answer.
    public struct Failure: Error, CustomStringConvertible {
        /// What was attempted and what was found.
        public var description: String
    }

    private static let names = ["chromium", "chromium-browser", "google-chrome"]

    private let process: ChildProcess
    private let orders: FileHandle
    private let answers: FileHandle
    private let folder: URL
    /// Its calls block; they must not hold up the threads that tests and servers run on.
    private let queue = DispatchQueue(label: "browser")
    private struct Talk {
        var received = Data()
        var lastID = 0
        var session: String?
    }
    private let talk = Mutex(Talk())

    /// Starts a browser with an empty profile and one page.
    /// - Parameters:
    ///   - width: of the page in CSS pixels.
    ///   - height: of the page in CSS pixels.
    ///   - isDark: whether the system is said to prefer dark.
    /// - Throws: ``Failure`` when there is no Chromium, or it does not answer.
    public static func start(width: Int = 1_200, height: Int = 1_500, isDark: Bool = false) async throws -> Browser {
        let browser = try Browser(width: width, height: height)
        let target = try await browser.call("Target.createTarget", ["url": "about:blank"])
        let targetID = try browser.text("targetId", in: target)
        let attached = try await browser.call("Target.attachToTarget", ["targetId": targetID, "flatten": true])
        let session = try browser.text("sessionId", in: attached)
        browser.talk.withLock { $0.session = session }
        _ = try await browser.call(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]]])
        _ = try await browser.call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
        return browser
    }

    private init(width: Int, height: Int) throws {
        let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let found = Self.names.flatMap { name in paths.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else {
            throw Failure(
                description: "No Chromium on the PATH (\(Self.names.joined(separator: ", "))); on Debian: "
                    + "apt-get install chromium")
        }
        folder = FileManager.default.temporaryDirectory.appending(path: "hone-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // The browser reads its descriptor 3 and writes its descriptor 4.
        let command = [
            "/bin/sh", "-c", #"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#, found, "--headless",
            "--no-sandbox",
            "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-dev-shm-usage", "--window-size=\(width),\(height)", "--user-data-dir=\(folder.path)",
            "about:blank",
        ]
        process = try ChildProcess(command, input: .pipe, output: .pipe, errors: .nowhere)
        guard let orders = process.input, let answers = process.output else {
            throw Failure(description: "There are no pipes to the browser.")
        }
        (self.orders, self.answers) = (orders, answers)
    }

    /// Ends the browser and takes its profile away.
    public func stop() async {
        _ = try? await call("Browser.close", [:], seconds: 5)
        process.end()
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: What tests do

    /// Opens an address and waits for its document and scripts.
    public func open(_ url: String) async throws {
        // The document before is marked, so that it is not taken for the new one.
        _ = try await text(of: "window.isOld = true")
        _ = try await call("Page.navigate", ["url": url])
        try await eventually {
            try await text(of: "!window.isOld && document.readyState === 'complete'") == "true"
        }
    }

    /// Presses a key as a person would: `Tab`, `Enter`, `ArrowLeft` and so on.
    /// - Parameter code: the key's code in the table of the UI Events specification, such as 9 for Tab.
    public func press(_ key: String, code: Int, text: String? = nil) async throws {
        var parameters: [String: Any] = ["key": key, "code": key, "windowsVirtualKeyCode": code]
        parameters["text"] = text
        _ = try await call(
            "Input.dispatchKeyEvent", parameters.merging(["type": text == nil ? "rawKeyDown" : "keyDown"]) { $1 })
        _ = try await call("Input.dispatchKeyEvent", parameters.merging(["type": "keyUp"]) { $1 })
    }

    /// The value of a JavaScript expression, or of its promise, as text.
    /// - Throws: ``Failure`` with what was thrown.
    public func text(of expression: String) async throws -> String {
        let answer = try await call(
            "Runtime.evaluate",
            [
                "expression": "(async () => String(await (\(expression))))()", "returnByValue": true,
                "awaitPromise": true,
            ])
        guard let result = try JSONSerialization.jsonObject(with: answer) as? [String: Any],
            result["exceptionDetails"] == nil, let value = result["result"] as? [String: Any],
            let text = value["value"] as? String
        else { throw Failure(description: "\(expression) gave \(String(decoding: answer, as: UTF8.self))") }
        return text
    }

    /// What is seen of the page, as a PNG.
    public func screenshot() async throws -> Data {
        let answer = try await call("Page.captureScreenshot", ["format": "png"])
        guard let png = Data(base64Encoded: try text("data", in: answer)) else {
            throw Failure(description: "The screenshot is not base64.")
        }
        return png
    }

    private func text(_ key: String, in answer: Data) throws -> String {
        guard let object = try JSONSerialization.jsonObject(with: answer) as? [String: Any],
            let text = object[key] as? String
        else { throw Failure(description: "no \(key) in \(String(decoding: answer, as: UTF8.self))") }
        return text
    }

    // MARK: The protocol

    /// Calls a method and gives its result as JSON.
    private func call(_ method: String, _ parameters: [String: Any], seconds: Double = 30) async throws -> Data {
        let body = try JSONSerialization.data(withJSONObject: parameters)
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result { try self.exchange(method, body, seconds: seconds) })
            }
        }
    }

    private func exchange(_ method: String, _ parameters: Data, seconds: Double) throws -> Data {
        try talk.withLock { talk in
            talk.lastID += 1
            var message: [String: Any] = [
                "id": talk.lastID, "method": method, "params": try JSONSerialization.jsonObject(with: parameters),
            ]
            if let session = talk.session { message["sessionId"] = session }
            try orders.write(contentsOf: JSONSerialization.data(withJSONObject: message) + Data([0]))
            let end = Date(timeIntervalSinceNow: seconds)
            while true {
                while let stop = talk.received.firstIndex(of: 0) {
                    let block = talk.received[..<stop]
                    talk.received = Data(talk.received[(stop + 1)...])
                    guard let answer = try JSONSerialization.jsonObject(with: Data(block)) as? [String: Any],
                        answer["id"] as? Int == talk.lastID
                    else { continue }
                    guard let result = answer["result"] else {
                        throw Failure(description: "\(method): \(answer["error"] ?? "no result")")
                    }
                    return try JSONSerialization.data(withJSONObject: result)
                }
                try receive(into: &talk.received, for: method, until: end)
            }
        }
    }

    private func receive(into received: inout Data, for method: String, until end: Date) throws {
        var waiting = pollfd(fd: answers.fileDescriptor, events: Int16(POLLIN), revents: 0)
        let left = max(0, end.timeIntervalSinceNow)
        guard poll(&waiting, 1, Int32(left * 1_000)) > 0 else {
            throw Failure(description: "The browser did not answer \(method) in time.")
        }
        let next = answers.availableData
        guard !next.isEmpty else { throw Failure(description: "The browser ended before it answered \(method).") }
        received.append(next)
    }
}
