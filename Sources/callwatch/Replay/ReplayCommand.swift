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

    @OptionGroup var recording: RecordingOptions

    @Option(help: "The form of the result: text or json.")
    var format = OutputFormat.text

    @Option(help: "Write a page with the timelines drawn to this file; it needs no network and prints well.")
    var html: String?

    @Option(
        parsing: .upToNextOption,
        help: "Other rule files, or folders: show what they would have changed on the same polls."
    )
    var compare: [String] = []

    func validate() throws {
        try recording.require(besides: compare)
        if html == "-" { throw ValidationError("--html takes a file: standard output has the timeline.") }
    }

    func run() throws {
        let (configuration, intervals) = try recording.load(besides: compare)
        var others = configuration
        if !compare.isEmpty {
            let files = recording.files(besides: compare)
            others.rules = try RecordingOptions.accepted(RuleFiles.load(compare, intervals: intervals, files: files))
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
        var reader = recording.reader()
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
        run.end()
        // Of a recording that was never read there is nothing to tell.
        if let failure, failure.kind == .unreadable, !run.hasBegun { throw RecordingOptions.report(failure) }
        try printer.end(run.record, otherRun.map { RuleComparison(run.record, with: $0.record) })
        try writePage(run.record, comparedWith: otherRun?.record)
        if let failure { throw RecordingOptions.report(failure) }
        recording.noteBadLines(of: reader)
        if !run.hasBegun { Console.message("note: the recording has no poll") }
    }

    private func writePage(_ record: ReplayRecord, comparedWith other: ReplayRecord?) throws {
        guard let html else { return }
        let origin = ReplayPage.Origin(
            rules: recording.config.map { [$0] } ?? recording.rules,
            polls: recording.polls.map { $0 == "-" ? "standard input" : $0 },
            otherRules: compare
        )
        let page = ReplayPage(record, comparedWith: other, origin: origin)
        try ResultFile.write(page.html, to: html)
    }
}
