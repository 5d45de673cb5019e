import Alerting
import ArgumentParser
import ContactCentre
import Model
import Reports

/// Explains alerts of a recording or of a running daemon.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Why an alert fires, or does not, and who was told of it: every decision with its figures.",
        discussion: """
            Asks a running daemon, or with --polls works a recording off and explains its last poll, or the one at \
            --at. LABEL=VALUE, or any matcher, narrows a name that many alerts have; write them before the options.

            Example:
              callwatch explain QueueBacklog vdn=170 innoId=3
              callwatch explain QueueBacklog 'team=~"sales|voice"' --url http://callwatch:9095 --format json
              callwatch explain QueueBacklog innoId=3 --rules rules --polls polls.jsonl --at 2014-10-07T09:05:00Z
            """
    )

    @Argument(help: "The alert's name.")
    var alert: String

    @Argument(help: ArgumentHelp("What its labels must be: LABEL=VALUE, or another matcher.", valueName: "label=value"))
    var labels: [String] = []

    @OptionGroup(title: "A running daemon")
    var daemon: DaemonAddress

    @OptionGroup(title: "A recording")
    var recording: RecordingOptions

    @Option(help: "The time of the recording to explain: the newest poll until then (RFC 3339).")
    var at: Timestamp?

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    func validate() throws {
        _ = try matchers()
        guard recording.isAsked else {
            if at != nil { throw ValidationError("--at goes with --polls: a daemon explains its newest poll.") }
            return
        }
        if daemon.url != nil { throw ValidationError("Give either --url or a recording.") }
        try recording.require()
    }

    func run() async throws {
        if recording.isAsked {
            try explainRecording()
        } else {
            try await askDaemon()
        }
    }

    private func matchers() throws -> [Matcher] {
        var matchers: [Matcher] = []
        for text in labels {
            do {
                matchers.append(try Matcher(parsing: text))
            } catch {
                throw ValidationError(
                    "`\(text)` is no LABEL=VALUE: \(error.message). A value with such characters: 'LABEL=\"VALUE\"'."
                )
            }
        }
        return matchers
    }

    private func askDaemon() async throws {
        let query =
            [(name: "alert", value: alert)] + (try matchers()).map { (name: "filter", value: $0.description) }
        let answer = try await daemon.client.get(
            "/api/callwatch/v1/explain",
            query: query,
            accepting: format.mediaType
        )
        try Console.result(answer)
    }

    private func explainRecording() throws {
        let (configuration, _) = try recording.load()
        var progress = ReplayProgress()
        var replay: Replay?
        var reader = recording.reader()
        do {
            while let poll = try reader.next(), at.map({ poll.time <= $0 }) ?? true {
                var running = replay ?? Replay(configuration, from: poll.time, keepsPast: true)
                // Held in one place alone, so that nothing of it is copied.
                replay = nil
                _ = running.apply(poll)
                replay = running
                progress.note(poll.time)
            }
        } catch {
            throw RecordingOptions.report(error)
        }
        progress.end()
        if let at { _ = replay?.advance(to: at) }
        guard let replay else {
            let until = at.map { " until \($0.rfc3339)" } ?? ""
            Console.message("error: the recording has no poll\(until)")
            throw ExitStatus.fault
        }
        recording.noteBadLines(of: reader)
        let question = ExplanationQuestion(alert: alert, matchers: try matchers())
        switch ExplanationResult(replay.explain(question), to: question) {
        case .found(let text, let json): try Console.result(format == .json ? json : text)
        case .nothing(let reason), .failed(let reason):
            Console.message("error: \(reason)")
            throw ExitStatus.fault
        }
    }
}

extension Timestamp: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(rfc3339: argument)
    }
}
