import Alerting
import ArgumentParser
import ConfigFiles
import ContactCentre
import Daemon
import Diagnostics
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Runs rules over recorded polls.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run rules over recorded polls: what would have fired, when, and for whom.",
        discussion: """
            With --rules it prints the alerts' transitions; with --config the whole path runs and notifications are \
            printed too. Nothing is sent.

            Example:
              callwatch replay --rules rules/backlog.rules.yaml --polls polls.jsonl
              zcat polls.jsonl.gz | callwatch replay --config rules/callwatch.yaml --polls - --format json
            """
    )

    @Option(parsing: .upToNextOption, help: "Rule files, or folders of *.rules.yaml.")
    var rules: [String] = []

    @Option(help: "A configuration file instead of rule files.")
    var config: String?

    @Option(parsing: .upToNextOption, help: "Recordings, one after the other; - is standard input.")
    var polls: [String]

    @Option(help: "The label `source` of the series; with --config a source's name gives them its labels too.")
    var source = "replay"

    @Option(help: "A table of labels for access codes (CSV).")
    var catalog: String?

    @Option(help: "How long a series may be unseen before its next sample follows a gap (the configuration's, or 5m).")
    var staleness: TimeSpan?

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    @Flag(help: "Count bad lines of a recording and go on.")
    var skipBadLines = false

    func validate() throws {
        if rules.isEmpty == (config == nil) {
            throw ValidationError("Give either --rules FILE... or --config FILE.")
        }
        if polls.isEmpty { throw ValidationError("Give the recordings with --polls FILE...") }
        if let staleness, staleness <= .zero { throw ValidationError("--staleness must be above 0.") }
    }

    func run() throws {
        let configuration = try loadConfiguration()
        var printer: any ReplayPrinter = format == .json ? JSONReplayPrinter() : TextReplayPrinter(configuration.rules)
        do {
            try replay(configuration, into: &printer)
        } catch let failure as ResultWriter.Failure {
            Console.message("error: \(failure)")
            throw ExitStatus.world
        }
    }

    private func replay(_ configuration: AlertConfiguration, into printer: inout any ReplayPrinter) throws {
        var progress = ReplayProgress()
        var replay: Replay?
        var reader = RecordingReader(files: polls, source: source, skipBadLines: skipBadLines)
        while true {
            let next: Poll?
            do {
                next = try reader.next()
            } catch {
                // What was read before the bad line has been worked off.
                progress.end()
                try printer.end()
                throw fail(error)
            }
            guard let poll = next else { break }
            var running = replay ?? Replay(configuration, from: poll.time)
            replay = nil
            for occurrence in running.apply(poll) { try printer.print(occurrence) }
            replay = running
            progress.note(poll.time)
        }
        progress.end()
        try printer.end()
        if let first = reader.firstBadLine {
            Console.message("warning: \(reader.badLines) bad lines left out, the first: \(first)")
        }
    }

    private func fail(_ error: RecordingError) -> ExitCode {
        Console.message("error: \(error)")
        switch error.kind {
        case .badLine: return ExitStatus.fault
        case .unreadable: return ExitStatus.world
        }
    }

    // MARK: Configuration

    private func loadConfiguration() throws -> AlertConfiguration {
        let table = try catalog.map { try accepted(CatalogFiles.load($0, files: .disk)) }
        if let config {
            var alerting = try accepted(ConfigurationFiles.load(config, files: .disk)).alerting
            var profile = alerting.sources.first { $0.name == source } ?? SourceProfile(name: source)
            profile.catalog = table ?? profile.catalog
            // A recording is over: nobody asks the contact centre, and none of its codes is unknown.
            profile.downAfter = nil
            profile.targets = nil
            alerting.sources = [profile]
            alerting.staleness = staleness ?? alerting.staleness
            return alerting
        }
        let ruleSet = try accepted(RuleFiles.load(rules, files: .disk))
        let nobody = Receiver(name: "nobody", integrations: [])
        return AlertConfiguration(
            rules: ruleSet,
            route: Route(path: Route.path(below: nil, matchers: []), receiver: nobody.name),
            receivers: [nobody],
            sources: [SourceProfile(name: source, catalog: table ?? Catalog())],
            builtinAlerts: Dictionary(
                uniqueKeysWithValues: BuiltinAlert.allCases.map { ($0, BuiltinAlert.Settings(isEnabled: false)) }
            ),
            staleness: staleness ?? .minutes(5)
        )
    }

    /// What was loaded, or the end of the command with the diagnostics.
    private func accepted<Value>(_ loaded: Loaded<Value>) throws -> Value {
        if !loaded.diagnostics.isEmpty {
            let renderer = DiagnosticRenderer(isColoured: Console.wantsColour(on: STDERR_FILENO))
            Console.message(renderer.text(loaded.diagnostics))
        }
        guard let value = loaded.value else { throw ExitStatus.fault }
        return value
    }
}

extension TimeSpan: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(parsing: argument)
    }
}
