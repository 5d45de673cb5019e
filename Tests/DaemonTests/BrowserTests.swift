// Full Foundation for signals.
import Foundation
import PeerPrograms
import Testing

/// The page in a real browser, with a daemon behind it.
@Suite(.enabled(if: Chromium.isAvailable, "chromium is not installed"), .timeLimit(.minutes(3)))
struct BrowserTests {
    private static func folder(_ centre: SwitchableCentre, _ sink: WebhookSink) throws -> DaemonFolder {
        try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port, codes: 1...2),
                routes: ConfigurationText.webhook(port: sink.port)
            ).text
        )
    }

    @Test func aStrangerSeesWhyAnAlertFiresAndSilencesIt() async throws {
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        let folder = try Self.folder(centre, sink)
        let daemon = try CallwatchProcess.run(folder)
        let port = try await daemon.ready()
        let browser = try await Chromium.start()
        defer { browser.stop() }

        try await browser.open("http://127.0.0.1:\(port)/")
        try await browser.wait(until: "document.getElementById('summary').textContent === 'Nothing burns.'")
        try await browser.wait(until: "document.getElementById('connection').textContent === ' · live'")

        // It comes by itself, and is said aloud; what the reader was at stays where it was.
        try await browser.evaluate("document.querySelector('nav a[aria-current]').focus()")
        centre.set(queue: 7, of: 1)
        try await browser.wait(until: "document.querySelectorAll('article').length === 1")
        #expect(try await browser.evaluate("document.activeElement.textContent") == "Now")
        #expect(
            try await browser.evaluate("document.getElementById('summary').textContent")
                == "1 alert fires: 1 warning."
        )
        #expect(try await browser.evaluate("document.title") == "1 alert · Callwatch")
        try await browser.wait(until: "document.querySelector('.told').textContent.includes('told at')")
        try await browser.evaluate("document.querySelector('a[id^=why]').focus()")
        centre.set(queue: 9, of: 1)
        try await browser.wait(until: "document.getElementById('burning').textContent.includes('9 wait')")
        #expect(try await browser.evaluate("document.activeElement.id.startsWith('why-')") == "true")

        try await browser.follow("document.activeElement.click()")
        try await browser.wait(until: "document.body.innerText.includes('queueCallCount above 0')")
        #expect(try await browser.evaluate("document.body.innerText.includes('firing, first notification')") == "true")

        try await browser.follow("[...document.links].find(link => link.textContent === 'Silence it').click()")
        try await browser.wait(until: "document.getElementById('covered').innerText.includes('cover 1 alert')")
        try await browser.evaluate("document.getElementById('author').value = 'ana'")
        try await browser.evaluate("document.getElementById('comment').value = 'a <b>new</b> menu'")
        try await browser.follow("document.querySelector('button[value=make]').click()")
        try await browser.wait(until: "document.querySelector('[role=status]').innerText.includes('holds until')")
        let table = try await browser.evaluate("document.querySelector('table').innerText")
        #expect(table.contains("a <b>new</b> menu"))

        let before = try await browser.evaluate("document.querySelector('tbody time').dateTime")
        try await browser.follow("document.querySelector('form button').click()")
        let after = try await browser.evaluate("document.querySelector('tbody time').dateTime")
        #expect(after > before)
        try await browser.open("http://127.0.0.1:\(port)/")
        try await browser.wait(until: "document.querySelector('.held')?.textContent.includes('silenced') ?? false")

        try await browser.open("http://127.0.0.1:\(port)/?view=silences")
        let end = "[...document.querySelectorAll('button')].find(one => one.innerText.startsWith('End'))"
        try await browser.follow("\(end).click()")
        try await browser.wait(until: "document.querySelector('[role=status]').innerText === 'The silence has ended.'")

        try await browser.open("http://127.0.0.1:\(port)/?view=history")
        try await browser.evaluate("document.getElementById('search').value = 'ended by hand'")
        try await browser.follow("document.querySelector('.search button').click()")
        #expect(try await browser.evaluate("document.querySelectorAll('tbody tr').length") == "1")

        centre.set(queue: 0, of: 1)
        try await browser.open("http://127.0.0.1:\(port)/")
        try await browser.wait(until: "document.querySelectorAll('article').length === 0")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        // The files have to be there until the end.
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: [(1100, false), (1100, true), (360, false), (360, true)])
    func everyPageFitsItsScreenAndWorksWithoutAScript(width: Int, isDark: Bool) async throws {
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        centre.set(queue: 7, of: 1)
        let folder = try Self.folder(centre, sink)
        let daemon = try CallwatchProcess.run(folder)
        let port = try await daemon.ready()
        try await sink.arrival("the alert") { $0.status == "firing" }
        let browser = try await Chromium.start()
        defer { browser.stop() }
        try await browser.allowScripts(false)
        try await browser.show(width: width, height: 800, isDark: isDark)
        for view in ["", "?view=rules", "?view=silences", "?view=silence", "?view=deliveries", "?view=history"] {
            try await browser.open("http://127.0.0.1:\(port)/\(view)")
            #expect(
                try await browser.evaluate("document.documentElement.scrollWidth <= innerWidth") == "true",
                "\(view) is too wide"
            )
            #expect(try await browser.evaluate("document.querySelectorAll('h1').length") == "1")
            let ground = try await browser.evaluate("getComputedStyle(document.body).backgroundColor")
            #expect(ground == (isDark ? "rgb(20, 23, 28)" : "rgb(255, 255, 255)"))
        }
        try await browser.open("http://127.0.0.1:\(port)/")
        #expect(try await browser.evaluate("document.querySelectorAll('article').length") == "1")
        #expect(try await browser.evaluate("document.querySelector('noscript meta')?.httpEquiv") == "refresh")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        // The files have to be there until the end.
        withExtendedLifetime(folder) {}
    }
}
