// Full Foundation for FileManager and JSONSerialization.
import Foundation
import GRDB
import PeerPrograms
import Testing

/// How `callwatch run` begins, is reloaded and ends.
struct LifecycleTests {
    /// A daemon's files with a contact centre and a webhook that are there.
    private struct Stage {
        let centre: SwitchableCentre
        let sink: WebhookSink
        let folder: DaemonFolder

        init(sink: WebhookSink? = nil, server: String = "", more: String = "", rules: String = DaemonFolder.queueRule)
            throws
        {
            centre = try SwitchableCentre()
            self.sink = try sink ?? WebhookSink()
            folder = try DaemonFolder(
                ConfigurationText(
                    sources: ConfigurationText.source(port: centre.port),
                    routes: ConfigurationText.webhook(port: self.sink.port),
                    server: server,
                    more: more
                ).text,
                rules: rules
            )
        }

        func run(_ arguments: [String] = []) throws -> CallwatchProcess {
            try CallwatchProcess.run(folder, arguments: arguments)
        }
    }

    private static let brokenRule = """
        groups:
          - name: queues
            rules:
              - alert: Waiting
                when: queueCallCont above 0

        """

    // MARK: The beginning

    @Test func firstLineSaysWhereItListensWhateverIsDoubtful() async throws {
        let stage = try Stage(rules: DaemonFolder.queueRule + "    matchers: [vdn=\"4711\"]\n")
        let daemon = try stage.run()
        let port = try await daemon.ready()
        #expect(daemon.lines.entries.first == "listening on http://127.0.0.1:\(port)")
        daemon.send(SIGINT)
        #expect(try await daemon.end() == 0)
        #expect(daemon.lines.entries.dropFirst().contains { $0.contains("no-series") })
        // Standard error is no terminal here, so every other line is a JSON object.
        for line in daemon.lines.entries.dropFirst() {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["time"] is String && object?["level"] is String && object?["message"] is String)
        }
    }

    @Test func mistakesInFilesEndItWithTheirPictures() async throws {
        let stage = try Stage(rules: Self.brokenRule)
        let daemon = try stage.run()
        #expect(try await daemon.end() == 1)
        let text =
            try await daemon.line(containing: "queueCallCont") + "\n" + daemon.lines.entries.joined(separator: "\n")
        #expect(text.contains("queues.rules.yaml:5:"))
        #expect(text.contains("queueCallCount"))
        #expect(text.contains("^"))
        #expect(!text.contains("listening on"))
    }

    @Test func missingEnvironmentVariableIsAMistake() async throws {
        let stage = try Stage(more: #"storage: { path: "${env:CALLWATCH_TEST_ABSENT}" }"#)
        let daemon = try stage.run()
        #expect(try await daemon.end() == 1)
        try await daemon.line(containing: "CALLWATCH_TEST_ABSENT")
    }

    @Test func portInUseEndsItWithThree() async throws {
        let stage = try Stage()
        let other = try ScriptedServer { _ in }
        defer { other.stop() }
        let text = try String(contentsOfFile: stage.folder.configuration, encoding: .utf8)
        try stage.folder.write(text.replacing("127.0.0.1:0", with: "127.0.0.1:\(other.port)"), to: "callwatch.yaml")
        let daemon = try stage.run()
        #expect(try await daemon.end() == 3)
        let line = try await daemon.line(containing: "cannot listen on 127.0.0.1:\(other.port)")
        #expect(line.hasPrefix("error: "))
        #expect(daemon.lines.entries.count == 1)
    }

    @Test func secondDaemonOnAStoreEndsWithThree() async throws {
        let stage = try Stage()
        let first = try stage.run()
        _ = try await first.ready()
        let second = try stage.run()
        #expect(try await second.end() == 3)
        try await second.line(containing: "is in use by another callwatch")
        first.send(SIGTERM)
        #expect(try await first.end() == 0)
    }

    @Test func storeOfANewerVersionIsLeftAlone() async throws {
        let stage = try Stage()
        let daemon = try stage.run()
        _ = try await daemon.ready()
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        let database = try DatabaseQueue(path: stage.folder.store)
        try await database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('of tomorrow')") }
        try database.close()
        let again = try stage.run()
        #expect(try await again.end() == 3)
        try await again.line(containing: "was written by a newer callwatch (migration `of tomorrow`)")
    }

    @Test(arguments: [(0, "is no store of callwatch"), (4096, "is damaged")])
    func corruptStoreEndsItWithThree(offset: Int, message: String) async throws {
        let stage = try Stage()
        let daemon = try stage.run()
        _ = try await daemon.ready()
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: stage.folder.store))
        let size = bytes.count
        bytes.replaceSubrange(
            offset..<(offset == 0 ? 100 : size),
            with: Data(repeating: 0xAA, count: offset == 0 ? 100 : size - offset)
        )
        try bytes.write(to: URL(fileURLWithPath: stage.folder.store))
        let again = try stage.run()
        #expect(try await again.end() == 3)
        try await again.line(containing: message)
    }

    @Test(.enabled(if: geteuid() != 0 || Program.find("setpriv") != nil, "root writes everywhere without setpriv"))
    func storeInAReadOnlyFolderEndsItWithThree() async throws {
        let stage = try Stage(more: "storage: { path: readonly/callwatch.db }")
        try FileManager.default.createDirectory(
            atPath: stage.folder.file("readonly"),
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o555]
        )
        let launcher = geteuid() == 0 ? ["setpriv", "--reuid=65534", "--clear-groups"] : []
        let daemon = try CallwatchProcess.run(stage.folder, launcher: launcher)
        #expect(try await daemon.end() == 3)
        try await daemon.line(containing: "cannot be written: `\(stage.folder.file("readonly"))` is read-only")
    }

    @Test func missingFolderOfTheStoreEndsItWithThree() async throws {
        let stage = try Stage(more: "storage: { path: absent/callwatch.db }")
        let daemon = try stage.run()
        #expect(try await daemon.end() == 3)
        try await daemon.line(containing: "create it, or change `storage.path`")
    }

    // MARK: The end

    /// A sink that takes a connection and then says nothing.
    private static func hangingSink() throws -> WebhookSink {
        try WebhookSink { _, connection in connection.waitForEnd() }
    }

    @Test func terminationWaitsForNoHangingWebhookAndKeepsItsRow() async throws {
        let stage = try Stage(sink: Self.hangingSink())
        let daemon = try stage.run()
        let port = try await daemon.ready()
        stage.centre.set(queue: 1, of: 1)
        let first = try await stage.sink.arrival("the webhook that hangs") { $0.status == "firing" }
        let start = ContinuousClock.now
        daemon.send(SIGTERM)
        // It goes on serving while attempts in flight get their moment.
        var readiness = 200
        while readiness == 200 { readiness = try await HTTPExchange.send("GET", "/-/ready", port: port).status }
        #expect(readiness == 503)
        #expect(try await daemon.end() == 0)
        #expect(ContinuousClock.now - start < .seconds(5))

        // What was unsent goes out after the next start, as the same message.
        let second = try stage.run()
        try await stage.sink.arrivals.wait(for: "the webhook again") { $0.count >= 2 }
        #expect(Set(stage.sink.arrivals.entries.map(\.id)) == [first.id])
        second.send(SIGTERM)
        second.send(SIGTERM)
        _ = try await second.end()
    }

    @Test func secondSignalEndsItAtOnce() async throws {
        let stage = try Stage(sink: Self.hangingSink())
        let daemon = try stage.run()
        let port = try await daemon.ready()
        stage.centre.set(queue: 1, of: 1)
        try await stage.sink.arrival("the webhook that hangs") { $0.status == "firing" }
        daemon.send(SIGTERM)
        while try await HTTPExchange.send("GET", "/-/ready", port: port).status == 200 {}
        let start = ContinuousClock.now
        daemon.send(SIGINT)
        #expect(try await daemon.end() == 128 + SIGINT)
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    // MARK: Reloads

    @Test func hangupReloadsAndKeepsAlerts() async throws {
        let stage = try Stage()
        let daemon = try stage.run()
        _ = try await daemon.ready()
        stage.centre.set(queue: 1, of: 1)
        let firing = try await stage.sink.arrival("the firing webhook") { $0.status == "firing" }

        let another =
            DaemonFolder.queueRule.replacing("  wait", with: " waits")
            + "      - { alert: Crowd, when: queueCallCount above 9 }\n"
        try stage.folder.write(another, to: "queues.rules.yaml")
        daemon.send(SIGHUP)
        try await daemon.line(containing: "configuration reloaded")
        stage.centre.set(queue: 12, of: 1)
        try await stage.sink.arrival("the new rule's alert") { $0.events.contains { $0.name == "Crowd" } }

        let before = daemon.lines.entries.count
        try stage.folder.write(Self.brokenRule, to: "queues.rules.yaml")
        daemon.send(SIGHUP)
        let line = try await daemon.line(containing: "configuration not reloaded", after: before)
        #expect(line.contains("queueCallCont"))

        // The old rules go on, and the alert's end is told as that of the alert that began before both reloads.
        stage.centre.set(queue: 0, of: 1)
        let end = try await stage.sink.arrival("the end") {
            $0.status == "resolved" && $0.events.first?.name == "Waiting"
        }
        #expect(end.events.first?.startsAt == firing.events.first?.startsAt)
        #expect(stage.sink.arrivals.entries.count { $0.events.first?.name == "Waiting" } == 2)
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    /// Reading the configuration waits for a pipe here, so that the test decides how long a reload takes.
    @Test func hangupsDuringAReloadAreOneMore() async throws {
        let stage = try Stage(more: "log: { level: \"${file:level}\" }")
        let pipe = stage.folder.file("level")
        try #require(mkfifo(pipe, 0o600) == 0)
        /// Waits until the pipe is read, and writes what is read there.
        @Sendable func openPipe() async -> Int32 {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: open(pipe, O_WRONLY)) }
            }
        }
        func answer(_ descriptor: Int32) {
            #expect(write(descriptor, "info", 4) == 4)
            close(descriptor)
        }
        let daemon = try stage.run()
        answer(await openPipe())
        let port = try await daemon.ready()
        daemon.send(SIGHUP)
        let first = await openPipe()
        for _ in 0..<12 {
            daemon.send(SIGHUP)
            // A signal that comes while the one before still waits is lost in the kernel.
            try await Task.sleep(for: .milliseconds(5))
        }
        for _ in 0..<5 { #expect(try await HTTPExchange.send("GET", "/-/healthy", port: port).status == 200) }
        for (reloads, descriptor) in [first, nil].enumerated() {
            // The end of one reload comes first: what is written before that would be a part of its text.
            if let descriptor { answer(descriptor) } else { answer(await openPipe()) }
            try await daemon.lines.wait(for: "the end of a reload") { lines in
                lines.count { $0.contains("configuration reloaded") } == reloads + 1
            }
        }
        for _ in 0..<20 {
            #expect(try await HTTPExchange.send("GET", "/-/healthy", port: port).status == 200)
            // A third reload would wait for the pipe.
            let descriptor = open(pipe, O_WRONLY | O_NONBLOCK)
            #expect(descriptor < 0 && errno == ENXIO)
            if descriptor >= 0 { close(descriptor) }
        }
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    @Test func changeThatIsTakenBackNeedsNoRestart() async throws {
        let stage = try Stage()
        let text = try String(contentsOfFile: stage.folder.configuration, encoding: .utf8)
        let daemon = try stage.run()
        let port = try await daemon.ready()
        for (reloads, listen) in ["127.0.0.1:1", "127.0.0.1:0"].enumerated() {
            try stage.folder.write(text.replacing("127.0.0.1:0", with: listen), to: "callwatch.yaml")
            #expect(try await HTTPExchange.send("POST", "/-/reload", port: port).status == 200)
            let lines = try await daemon.lines.wait(for: "the end of the reload") { lines in
                lines.count { $0.contains("configuration reloaded") } == reloads + 1
            }
            // The one warning is of the first reload.
            #expect(lines.count { $0.contains("takes effect at the next start only") } == 1)
        }
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    @Test func hangupRightAfterTheFirstLineIsAReload() async throws {
        let stage = try Stage()
        let daemon = try stage.run()
        _ = try await daemon.port()
        daemon.send(SIGHUP)
        try await daemon.line(containing: "configuration reloaded")
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    @Test func postedReloadAnswersWhenDone() async throws {
        let stage = try Stage()
        let daemon = try stage.run()
        let port = try await daemon.ready()
        let good = try await HTTPExchange.send("POST", "/-/reload", port: port, body: "")
        #expect(good.status == 200)
        #expect(good.body.isEmpty)

        try stage.folder.write(Self.brokenRule, to: "queues.rules.yaml")
        let bad = try await HTTPExchange.send("POST", "/-/reload", port: port)
        #expect(bad.status == 400)
        #expect(bad.header("Content-Type") == "text/plain; charset=utf-8")
        #expect(bad.body.contains("queues.rules.yaml:5:"))
        let json = try await HTTPExchange.send("POST", "/-/reload", port: port, headers: ["Accept: application/json"])
        #expect(json.status == 400)
        #expect(json.header("Content-Type") == "application/json")
        #expect(try JSONSerialization.jsonObject(with: Data(json.body.utf8)) is [[String: Any]])
        #expect(json.body.contains("queueCallCont"))
        let metrics = try await HTTPExchange.send("GET", "/metrics", port: port)
        #expect(metrics.body.contains("\ncallwatch_config_last_reload_successful 0\n"))

        try stage.folder.write(DaemonFolder.queueRule, to: "queues.rules.yaml")
        #expect(try await HTTPExchange.send("POST", "/-/reload", port: port).status == 200)
        let after = try await HTTPExchange.send("GET", "/metrics", port: port)
        #expect(after.body.contains("\ncallwatch_config_last_reload_successful 1\n"))
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    @Test func onlyASourceThatChangedBeginsAnewAtAReload() async throws {
        let stage = try Stage()
        let text = try String(contentsOfFile: stage.folder.configuration, encoding: .utf8)
        try stage.folder.write(text.replacing("interval: 1s", with: "interval: 1h"), to: "callwatch.yaml")
        let daemon = try stage.run()
        let port = try await daemon.ready()
        try await stage.centre.requests.wait(for: "the first poll") { !$0.isEmpty }
        for _ in 0..<5 {
            #expect(try await HTTPExchange.send("POST", "/-/reload", port: port).status == 200)
        }
        // A source that begins anew polls at once: what these five started would be there before the next one's poll.
        try stage.folder.write(text.replacing("interval: 1s", with: "interval: 2h"), to: "callwatch.yaml")
        #expect(try await HTTPExchange.send("POST", "/-/reload", port: port).status == 200)
        try await stage.centre.requests.wait(for: "the poll of the changed source") { $0.count >= 2 }
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        #expect(stage.centre.requests.entries.count == 2)
    }

    @Test func watchedFilesAreReadAgainWhenTheyChange() async throws {
        let stage = try Stage()
        let daemon = try stage.run(["--watch"])
        _ = try await daemon.ready()
        // A file that comes, and one that goes.
        try stage.folder.write(
            "groups: [{ name: more, rules: [{ alert: B, when: queueCallCount above 1 }] }]",
            to: "b.rules.yaml"
        )
        try await daemon.line(containing: "configuration reloaded")
        let before = daemon.lines.entries.count
        try FileManager.default.removeItem(atPath: stage.folder.file("b.rules.yaml"))
        try await daemon.line(containing: "configuration reloaded", after: before)
        let late = daemon.lines.entries.count
        try stage.folder.write(Self.brokenRule, to: "queues.rules.yaml")
        try await daemon.line(containing: "configuration not reloaded", after: late)
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }
}
