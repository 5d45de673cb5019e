import Alerting
import ArgumentParser
import ConfigFiles
import ContactCentre
import Daemon
import Diagnostics
import FoundationEssentials
import Model
import Reports

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
            printed too. Nothing is sent. --html writes a page with the timelines drawn; --compare shows what other \
            rules would have changed on the same polls.

            Example:
              callwatch replay --rules rules/backlog.rules.yaml --polls polls.jsonl
              callwatch replay --rules rules --compare new-rules --polls polls.jsonl.gz --html replay.html
              zcat polls.jsonl.gz | callwatch replay --config rules/callwatch.yaml --polls - --format json
            """
    )

    @Option(parsing: .upToNextOption, help: "Rule files, or folders of *.rules.yaml; - is standard input.")
    var rules: [String] = []

    @Option(help: "A configuration file instead of rule files.")
    var config: String?

    @Option(parsing: .upToNextOption, help: "Recordings, one after the other; - is standard input.")
    var polls: [String]

    @Option(
        help: ArgumentHelp(
            "The label `source` of the series; with --config a source's name gives them its labels too. "
                + "(default: replay)",
            valueName: "name"
        )
    )
    var source: String?

    @Option(help: "A table of labels for access codes (CSV).")
    var catalog: String?

    @Option(help: "How long a series may be unseen before its next sample follows a gap (the configuration's, or 5m).")
    var staleness: TimeSpan?

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    @Option(help: "Write a page with the timelines drawn to this file; it needs no network and prints well.")
    var html: String?

    @Option(
        parsing: .upToNextOption,
        help: "Other rule files, or folders: show what they would have changed on the same polls."
    )
    var compare: [String] = []

    @Flag(help: "Count bad lines of a recording and go on.")
    var skipBadLines = false

    func validate() throws {
        if rules.isEmpty == (config == nil) {
            throw ValidationError("Give either --rules FILE... or --config FILE.")
        }
        try StandardInput.requireOneUse(among: named)
        if polls.isEmpty { throw ValidationError("Give the recordings with --polls FILE...") }
        if html == "-" { throw ValidationError("--html takes a file: standard output has the timeline.") }
        if let staleness, staleness <= .zero { throw ValidationError("--staleness must be above 0.") }
    }

    /// The inputs that the command line names.
    private var named: [String] { rules + [config, catalog].compactMap(\.self) + polls + compare }

    private var sourceName: String { source ?? "replay" }

    func run() throws {
        let files = StandardInput.files(for: named)
        let settings = try config.map { try accepted(ConfigurationFiles.load($0, files: files)) }
        let configuration = try configuration(settings, files)
        var others = configuration
        if !compare.isEmpty {
            others.rules = try accepted(RuleFiles.load(compare, intervals: settings?.intervals, files: files))
        }
        var printer: any ReplayPrinter = format == .json ? JSONReplayPrinter() : TextReplayPrinter()
        do {
            try replay(configuration, comparedWith: compare.isEmpty ? nil : others, into: &printer)
        } catch let failure as ResultWriter.Failure {
            Console.message("error: \(failure)")
            throw ExitStatus.world
        }
    }

    private func replay(
        _ configuration: AlertConfiguration,
        comparedWith others: AlertConfiguration?,
        into printer: inout any ReplayPrinter
    ) throws {
        var progress = ReplayProgress()
        var run = ReplayRun(configuration, isDrawn: html != nil)
        var otherRun = others.map { ReplayRun($0, isDrawn: false) }
        var reader = RecordingReader(files: polls, source: sourceName, skipBadLines: skipBadLines)
        var failure: RecordingError?
        do {
            while let poll = try reader.next() {
                for occurrence in run.apply(poll) { try printer.print(occurrence) }
                _ = otherRun?.apply(poll)
                progress.note(poll.time)
            }
        } catch let error as RecordingError {
            // What was read before the bad line has been worked off, and is told.
            failure = error
        }
        progress.end()
        // Of a recording that was never read there is nothing to tell.
        if let failure, failure.kind == .unreadable, !run.hasBegun { throw fail(failure) }
        try printer.end(run.record, otherRun.map { RuleComparison(run.record, with: $0.record) })
        try writePage(run.record, comparedWith: otherRun?.record)
        if let failure { throw fail(failure) }
        if let first = reader.firstBadLine {
            Console.message("warning: \(reader.badLines) bad lines left out, the first: \(first)")
        }
    }

    private func writePage(_ record: ReplayRecord, comparedWith other: ReplayRecord?) throws {
        guard let html else { return }
        let origin = ReplayPage.Origin(
            rules: config.map { [$0] } ?? rules,
            polls: polls.map { $0 == "-" ? "standard input" : $0 },
            otherRules: compare
        )
        let page = ReplayPage(record, comparedWith: other, origin: origin)
        do {
            try Data(page.html.utf8).write(to: URL(filePath: html), options: .atomic)
        } catch {
            // The system's own words where Foundation has them.
            let cause = (error as? CocoaError)?.underlying as? POSIXError
            let reason = cause.map { String(cString: strerror($0.code.rawValue)) } ?? String(describing: error)
            Console.message("error: cannot write \(html): \(reason)")
            throw ExitStatus.world
        }
    }

    private func fail(_ error: RecordingError) -> ExitCode {
        Console.message("error: \(error)")
        switch error.kind {
        case .badLine, .brokenCompression: return ExitStatus.fault
        case .unreadable: return ExitStatus.world
        }
    }

    // MARK: Configuration

    /// What decides: as `settings` say, or without them the rule files alone.
    private func configuration(_ settings: Settings?, _ files: FileAccess) throws -> AlertConfiguration {
        let table = try catalog.map { try accepted(CatalogFiles.load($0, files: files)) }
        if var alerting = settings?.alerting {
            noteUnknownSource(among: alerting.sources.map(\.name))
            var profile = alerting.sources.first { $0.name == sourceName } ?? SourceProfile(name: sourceName)
            profile.catalog = table ?? profile.catalog
            // A recording is over: nobody asks the contact centre, and none of its codes is unknown.
            profile.downAfter = nil
            profile.targets = nil
            alerting.sources = [profile]
            alerting.staleness = staleness ?? alerting.staleness
            return alerting
        }
        let ruleSet = try accepted(RuleFiles.load(rules, files: files))
        return .untold(
            ruleSet,
            sources: [SourceProfile(name: sourceName, catalog: table ?? Catalog())],
            staleness: staleness ?? .minutes(5)
        )
    }

    /// Says that the series will not have what the configuration gives those of its sources.
    private func noteUnknownSource(among names: [String]) {
        guard !names.isEmpty, !names.contains(sourceName) else { return }
        let reason = source.map { "no source is named `\($0)`: " } ?? ""
        let known = names.map { "`\($0)`" }.joined(separator: ", ")
        Console.message("note: \(reason)no source's labels and catalog apply; --source names one of \(known)")
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
