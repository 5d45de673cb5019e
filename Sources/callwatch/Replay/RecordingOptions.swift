import Alerting
import ArgumentParser
import ConfigFiles
import ContactCentre
import Diagnostics
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// The rules and recorded polls that a command works on.
struct RecordingOptions: ParsableArguments {
    @Option(parsing: .upToNextOption, help: "Rule files, or folders of *.rules.yaml; - is standard input.")
    var rules: [String] = []

    @Option(help: "A configuration file instead of rule files.")
    var config: String?

    @Option(parsing: .upToNextOption, help: "Recordings, one after the other; - is standard input.")
    var polls: [String] = []

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

    @Flag(help: "Count bad lines of a recording and go on.")
    var skipBadLines = false

    private var sourceName: String { source ?? "replay" }

    /// Whether the command line names anything of it.
    var isAsked: Bool {
        !rules.isEmpty || !polls.isEmpty || skipBadLines || staleness != nil
            || [config, source, catalog].contains { $0 != nil }
    }

    /// Refuses a command line on which it is not complete; `others` are further files that are read.
    func require(besides others: [String] = []) throws {
        if rules.isEmpty == (config == nil) {
            throw ValidationError("Give either --rules FILE... or --config FILE.")
        }
        try StandardInput.requireOneUse(among: named + others)
        if polls.isEmpty { throw ValidationError("Give the recordings with --polls FILE...") }
        if let staleness, staleness <= .zero { throw ValidationError("--staleness must be above 0.") }
    }

    /// The inputs that the command line names.
    private var named: [String] { rules + [config, catalog].compactMap(\.self) + polls }

    /// The files that the command line names, these and `others`.
    func files(besides others: [String] = []) -> FileAccess {
        StandardInput.files(for: named + others)
    }

    // MARK: Polls

    /// A reader of the recordings from their beginning.
    func reader() -> RecordingReader {
        RecordingReader(files: polls, source: sourceName, skipBadLines: skipBadLines)
    }

    /// Says how many bad lines were left out.
    func noteBadLines(of reader: borrowing RecordingReader) {
        guard let first = reader.firstBadLine else { return }
        Console.message("warning: \(reader.badLines) bad lines left out, the first: \(first)")
    }

    /// Says why a recording cannot be read; how the command ends.
    static func report(_ error: RecordingError) -> ExitCode {
        Console.message("error: \(error)")
        switch error.kind {
        case .badLine, .brokenCompression: return ExitStatus.fault
        case .unreadable: return ExitStatus.world
        }
    }

    // MARK: Configuration

    /// What decides, and the time intervals that its rules may name; the end of the command where files have mistakes.
    func load(
        besides others: [String] = []
    ) throws -> (configuration: AlertConfiguration, intervals: TimeIntervalTable?) {
        let files = files(besides: others)
        let settings = try config.map { try Self.accepted(ConfigurationFiles.load($0, files: files)) }
        return (try configuration(settings, files), settings?.intervals)
    }

    /// What decides: as `settings` say, or without them the rule files alone.
    private func configuration(_ settings: Settings?, _ files: FileAccess) throws -> AlertConfiguration {
        let table = try catalog.map { try Self.accepted(CatalogFiles.load($0, files: files)) }
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
        return .untold(
            try Self.accepted(RuleFiles.load(rules, files: files)),
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
    static func accepted<Value>(_ loaded: Loaded<Value>) throws -> Value {
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
