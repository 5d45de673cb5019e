// Full Foundation for UUID.
import Foundation
import PeerPrograms
import Testing

/// `callwatch silence` and `callwatch alerts` against a daemon that runs.
struct SilenceCommandTests {
    /// What a command printed on both streams, and behind it how it ended.
    private static func callwatch(_ port: Int, _ arguments: String...) async throws -> String {
        try await run(["CALLWATCH_URL=http://127.0.0.1:\(port)"], arguments)
    }

    private static func run(_ environment: [String], _ arguments: [String]) async throws -> String {
        try await Program.runAside(
            "sh",
            ["-c", #"env -u http_proxy -u HTTP_PROXY "$@" 2>&1; echo "exit $?""#, "sh"] + environment
                + [CallwatchProcess.executable] + arguments
        )
    }

    @Test func silencesAreMadeListedAndEnded() async throws {
        let (centre, sink) = (try SwitchableCentre(), try WebhookSink())
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port, codes: 1...2),
                routes: ConfigurationText.webhook(port: sink.port)
            ).text
        )
        centre.set(queue: 7, of: 1)
        let daemon = try CallwatchProcess.run(folder)
        let port = try await daemon.ready()
        try await sink.arrival("the alert") { $0.status == "firing" }

        let alerts = try await Self.callwatch(port, "alerts", "innoId=1")
        #expect(alerts.contains("active  Waiting  {ccId=\"1\", innoId=\"1\""), "\(alerts)")
        #expect(alerts.hasSuffix("  7 wait\nexit 0\n"), "\(alerts)")

        let preview = try await Self.callwatch(port, "silence", "add", "Waiting", "--comment", "x", "--dry-run")
        #expect(preview.hasPrefix("1 alert that fires would be held back\n  {alertname=\"Waiting\""), "\(preview)")
        let later = try await Self.callwatch(
            port,
            "silence",
            "add",
            "Waiting",
            "--comment",
            "x",
            "--dry-run",
            "--start",
            "2199-01-01T00:00:00Z"
        )
        #expect(later.hasPrefix("nothing would be held back before 2199-01-01T00:00:00Z; then "), "\(later)")
        for empty in [["--comment", " "], ["--comment", "x", "--author", ""]] {
            let refused = try await Self.run([], ["silence", "add", "Waiting"] + empty)
            #expect(refused.hasSuffix("exit 2\n"), "\(refused)")
        }
        #expect(try await Self.callwatch(port, "silence", "list") == "no silence\nexit 0\n")

        let made = try await Self.callwatch(
            port,
            "silence",
            "add",
            "Waiting",
            "innoId=1",
            "--duration",
            "2h",
            "-a",
            "ana",
            "-c",
            "a new menu\u{1B}[2J"
        )
        let lines = made.split(separator: "\n").map(String.init)
        try #require(lines.count == 2 && lines[1] == "exit 0", "\(made)")
        let id = lines[0]
        #expect(UUID(uuidString: id) != nil)
        let list = try await Self.callwatch(port, "silence", "query", "innoId=1", "--created-by", "ana")
        #expect(list.contains("\(id)  active  alertname=\"Waiting\" innoId=\"1\""), "\(list)")
        // What somebody wrote must not command the terminal of another.
        #expect(list.contains("ana  a new menu\u{FFFD}[2J\n"), "\(list)")
        #expect(try await Self.callwatch(port, "silence", "list", "--within", "1h") == "no silence\nexit 0\n")
        #expect(try await Self.callwatch(port, "silence", "list", "-q", "--within", "3h") == "\(id)\nexit 0\n")
        let json = try await Self.callwatch(port, "silence", "list", "--format", "json")
        let own = try await HTTPExchange.send("GET", "/api/v2/silences", port: port)
        #expect(json == "\(own.body)\nexit 0\n")

        #expect(try await Self.callwatch(port, "alerts") == "no alert\nexit 0\n")
        #expect(try await Self.callwatch(port, "alerts", "--silenced").contains("silenced  Waiting"))

        // One that is not there keeps none of the others.
        let ends = try await Self.callwatch(port, "silence", "expire", "no-such", id)
        #expect(ends.hasPrefix("error: no silence has the id `no-such`") && ends.hasSuffix("\nexit 1\n"), "\(ends)")
        #expect(try await Self.callwatch(port, "silence", "list", "-q", "--expired") == "\(id)\nexit 0\n")
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    @Test func refusalIs1AndADaemonThatIsNotThereIs3() async throws {
        let centre = try SwitchableCentre()
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port),
                routes: ConfigurationText.webhook(port: 1)
            ).text
        )
        let daemon = try CallwatchProcess.run(folder)
        let port = try await daemon.ready()
        let everything = try await Self.callwatch(port, "silence", "add", #"team=~".*""#, "--comment", "x")
        #expect(everything.hasPrefix("error: this silence would cover every alert"), "\(everything)")
        #expect(everything.hasSuffix("\nexit 1\n"))
        let unknown = try await Self.callwatch(port, "silence", "expire", "no-such")
        #expect(unknown == "error: no silence has the id `no-such`: it was never made, or ended too long ago\nexit 1\n")
        let receiver = try await Self.callwatch(port, "alerts", "--receiver", "(")
        #expect(receiver.hasPrefix("error: `receiver` is no regular expression"), "\(receiver)")
        #expect(receiver.hasSuffix("\nexit 1\n"))
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
        for arguments in [["alerts"], ["silence", "list"], ["silence", "add", "a=b", "--comment", "x"]] {
            let answer = try await Self.run([], arguments + ["--url", "http://127.0.0.1:\(port)"])
            #expect(answer.hasPrefix("error: cannot ask the daemon: "), "\(answer)")
            #expect(answer.hasSuffix("\nexit 3\n"))
        }
    }

    @Test(
        arguments: [
            ["silence", "add", "--comment", "x"], ["silence", "add", "a=b"], ["silence", "expire"],
            ["silence", "add", "a=b", "--comment", "x", "--duration", "1h", "--end", "2030-01-01T00:00:00Z"],
            ["silence", "add", "a=b", "--comment", "x", "--duration", "soon"], ["silence", "add", "a=(", "--comment"],
            ["silence", "add", "a=b", "--comment", "x", "--annotation", "ticket"], ["alerts", "a=b", "c"],
            ["silence", "list", "--quiet", "--format", "json"],
        ]
    )
    func wrongUsageIs2(arguments: [String]) async throws {
        let answer = try await Self.run([], arguments + ["--url", "http://127.0.0.1:1"])
        #expect(answer.hasSuffix("\nexit 2\n"), "\(answer)")
    }

    @Test(arguments: [["silence"], ["silence", "add"], ["silence", "list"], ["silence", "expire"], ["alerts"]])
    func helpHasAnExample(command: [String]) async throws {
        let help = try await Self.run([], command + ["--help"])
        #expect(help.contains("Example:\n") && help.hasSuffix("\nexit 0\n"), "\(help)")
    }
}
