// Full Foundation for Process, FileHandle and JSONSerialization.
import Foundation
import Glibc
import Synchronization

/// A real browser, Debian's `chromium`, without a window: a test does in it what a person would.
///
/// It is spoken to over two pipes, in the Chrome DevTools Protocol: JSON texts that each end with a zero byte.
package final class Chromium: Sendable {
    private static let program = "chromium"

    /// Whether it is installed.
    package static var isAvailable: Bool { Program.find(program) != nil }

    private let folder: TemporaryFolder
    private let process: Process
    private let requests: FileHandle
    /// The texts that came, in order.
    private let messages = Journal<Message>()
    private let nextID = Atomic<Int>(1)
    private let session = Mutex<String?>(nil)

    /// A text that came: the answer to a request, or an event.
    private struct Message: Sendable {
        let id: Int?
        let method: String?
        let text: String

        var object: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
        }
    }

    /// Starts it with an empty page.
    package static func start(width: Int = 1100, height: Int = 900) async throws -> Chromium {
        let browser = try Chromium(width: width, height: height)
        let targets = try await browser.call("Target.getTargets")
        let list = targets["targetInfos"] as? [[String: Any]] ?? []
        guard let page = list.first(where: { $0["type"] as? String == "page" })?["targetId"] as? String else {
            throw Program.Failure("\(program) has no page: \(targets)")
        }
        let attached = try await browser.call("Target.attachToTarget", ["targetId": page, "flatten": true])
        browser.session.withLock { $0 = attached["sessionId"] as? String }
        for domain in ["Page", "Runtime", "Log"] { try await browser.call("\(domain).enable") }
        return browser
    }

    private init(width: Int, height: Int) throws {
        folder = try TemporaryFolder("chromium")
        for pipe in ["requests", "answers"] {
            guard mkfifo(folder.file(pipe), 0o600) == 0 else { throw Program.Failure("no pipe can be made") }
        }
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", #"requests=$1; answers=$2; shift 2; exec "$@" 3<"$requests" 4>"$answers""#, "sh",
            folder.file("requests"), folder.file("answers"), Program.find(Self.program) ?? Self.program, "--headless",
            // Its own sandbox needs rights that a test's machine may not give; it opens pages of this test alone.
            "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server",
            "--remote-debugging-pipe", "--user-data-dir=\(folder.file("profile"))", "--window-size=\(width),\(height)",
            "about:blank",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // Open for both: neither side has to wait for the other.
        guard let requests = FileHandle(forUpdatingAtPath: folder.file("requests")),
            let answers = FileHandle(forUpdatingAtPath: folder.file("answers"))
        else { throw Program.Failure("the pipes cannot be opened") }
        self.requests = requests
        try process.run()
        Thread.detachNewThread { [messages] in
            var rest = Data()
            while true {
                let data = answers.availableData
                guard !data.isEmpty else { break }
                rest += data
                while let end = rest.firstIndex(of: 0) {
                    let text = String(decoding: rest[..<end], as: UTF8.self)
                    rest = Data(rest[(end + 1)...])
                    let object = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
                    messages.append(
                        Message(id: object["id"] as? Int, method: object["method"] as? String, text: text)
                    )
                }
            }
            messages.finish()
        }
    }

    deinit { stop() }

    /// Ends it.
    package func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    // MARK: The protocol

    @discardableResult
    private func call(_ method: String, _ parameters: [String: Any] = [:]) async throws -> [String: Any] {
        let id = nextID.add(1, ordering: .relaxed).oldValue
        var request: [String: Any] = ["id": id, "method": method, "params": parameters]
        if let session = session.withLock({ $0 }) { request["sessionId"] = session }
        try requests.write(contentsOf: try JSONSerialization.data(withJSONObject: request) + [0])
        let entries = try await messages.wait(for: "the answer to \(method)") { $0.contains { $0.id == id } }
        let answer = entries.first { $0.id == id }?.object ?? [:]
        if let error = answer["error"] { throw Program.Failure("\(method): \(error)") }
        return answer["result"] as? [String: Any] ?? [:]
    }

    // MARK: What a person does

    /// Opens a page and waits until it is loaded.
    package func open(_ url: String) async throws {
        let loaded = loadCount
        try await call("Page.navigate", ["url": url])
        try await waitForLoad(after: loaded)
    }

    /// Does something that leads to another page, and waits until that is loaded.
    package func follow(_ script: String) async throws {
        let loaded = loadCount
        try await evaluate(script)
        try await waitForLoad(after: loaded)
    }

    /// The value of an expression of JavaScript, as text.
    @discardableResult
    package func evaluate(_ script: String) async throws -> String {
        let parameters: [String: Any] = ["expression": "String(\(script))", "awaitPromise": true]
        let answer = try await call("Runtime.evaluate", parameters)
        if let exception = answer["exceptionDetails"] { throw Program.Failure("\(script): \(exception)") }
        return (answer["result"] as? [String: Any])?["value"] as? String ?? ""
    }

    /// Waits until an expression of JavaScript is true, on a page that changes by itself.
    package func wait(until script: String, atMost limit: Duration = .seconds(30)) async throws {
        let end = ContinuousClock.now + limit
        while try await evaluate(script) != "true" {
            guard ContinuousClock.now < end else {
                let text = try await evaluate("document.body.innerText")
                throw Program.Failure("`\(script)` did not become true in \(limit); the page says:\n\(text)")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Whether pages may run scripts, from the next page on.
    package func allowScripts(_ isAllowed: Bool) async throws {
        try await call("Emulation.setScriptExecutionDisabled", ["value": !isAllowed])
    }

    /// The page as a screen of that size would show it, in light or dark colours.
    package func show(width: Int, height: Int, isDark: Bool) async throws {
        try await call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600]
        )
        let scheme = ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]
        try await call("Emulation.setEmulatedMedia", ["features": [scheme]])
    }

    /// What the browser complained about: scripts that failed, and what the page's policy kept it from.
    package var complaints: [String] {
        messages.entries.filter { message in
            switch message.method {
            case "Runtime.exceptionThrown": true
            case "Log.entryAdded":
                (message.object["params"] as? [String: Any])
                    .flatMap { $0["entry"] as? [String: Any] }
                    .map { $0["level"] as? String == "error" } ?? false
            default: false
            }
        }.map(\.text)
    }

    private var loadCount: Int { messages.entries.count { $0.method == "Page.loadEventFired" } }

    private func waitForLoad(after count: Int) async throws {
        try await messages.wait(for: "the page") { $0.count { $0.method == "Page.loadEventFired" } > count }
    }
}
