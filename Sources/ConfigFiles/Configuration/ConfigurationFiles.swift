import Alerting
import Diagnostics
import Model
import YAML

/// The configuration and all files that it names, read and checked together.
///
/// The keys are described in `Documentation/Configuration.md`.
package enum ConfigurationFiles {
    /// The settings of the configuration file at `path`, with its includes, rule files and catalogs.
    package static func load(_ path: String, files access: FileAccess) -> Loaded<Settings> {
        let reader = FileReader(access)
        let tree = ConfigurationTree(path, reader)
        var diagnostics = tree.diagnostics
        let main = tree.documents.first?.file ?? SourceFile(name: path, text: "")
        let shape = Shape<WrittenConfiguration>.configuration(main: main, reader)
        guard let written = shape.read(tree.root, as: "the configuration", into: &diagnostics) else {
            return Loaded(nil, diagnostics, reader: reader)
        }
        let intervals = TimeIntervalTable(written.timeIntervals, &diagnostics)
        let files = ruleFiles(written, main, reader, &diagnostics)
        let (rules, demands) = RuleFiles.compile(files, intervals: intervals, reader, &diagnostics)
        reportDuplicates(of: written.sources, &diagnostics)
        // The store first, so that what would be written into it is reported at the source.
        let store = FileUse(written.storage.path, isShared: false, key: "storage.path", at: nil)
        FileUse.reportShared([store] + written.sources.flatMap(\.files), &diagnostics)
        Receiver.check(written.receivers, written.route, &diagnostics)
        let receivers = receivers(of: written, &diagnostics)
        let route = written.route?.tree(intervals, &diagnostics)
        let onCall = OnCallReview.directory(
            of: written.onCall,
            receivers: written.receivers.compactMap(\.name),
            policies: written.route?.policies ?? [],
            intervals: intervals,
            at: reader.now,
            &diagnostics
        )
        guard !diagnostics.hasErrors, let route, let writtenRoute = written.route else {
            return Loaded(nil, diagnostics, reader: reader)
        }
        let sources = written.sources.compactMap(\.settings)
        diagnostics += SourceReview(written.sources).findings(about: demands)
        let alerting = AlertConfiguration(
            rules: RuleSet(rules),
            route: route,
            receivers: receivers,
            sources: sources.map(\.profile),
            builtinAlerts: written.builtinAlerts,
            staleness: written.staleness ?? .minutes(5),
            inhibitRules: written.inhibitRules,
            timeIntervals: intervals.all,
            silences: written.silences,
            flapping: written.flapping,
            onCall: onCall,
            resolveTimeout: written.global.resolveTimeout ?? .minutes(5),
            routingKeys: written.routingKeys,
            heartbeats: written.heartbeats.incoming
        )
        let settings = Settings(
            alerting: alerting,
            sources: sources.map(\.source),
            storage: written.storage,
            server: written.server,
            log: written.log,
            heartbeats: written.heartbeats.outgoing,
            documents: tree.documents,
            alertmanagerPart: AlertmanagerPart.text(of: tree.root),
            intervals: intervals,
            routePlaces: RoutePlaces(writtenRoute)
        )
        return Loaded(settings, diagnostics, reader: reader)
    }

    private static func ruleFiles(
        _ written: WrittenConfiguration,
        _ main: SourceFile,
        _ reader: FileReader,
        _ diagnostics: inout [Diagnostic]
    ) -> [RuleFiles.RuleFile] {
        guard let names = written.ruleFiles else {
            let pattern = Glob(FilePath.resolve("*" + RuleFiles.suffix, at: main.start))
            let paths = pattern.map { reader.files(matching: $0) } ?? []
            if paths.isEmpty { diagnostics.append(.noMatch("`*\(RuleFiles.suffix)`", at: main.start)) }
            return paths.map { RuleFiles.RuleFile(path: $0) }
        }
        return names.flatMap { name in
            reader.files(named: name, &diagnostics).map { RuleFiles.RuleFile(path: $0, place: name) }
        }
    }

    private static func receivers(
        of written: WrittenConfiguration,
        _ diagnostics: inout [Diagnostic]
    ) -> [Receiver] {
        for (again, first) in written.mailServer.repetitions(of: written.global.mailServer) {
            diagnostics.append(.givenTwice(again, first: first))
        }
        let server = written.mailServer.over(written.global.mailServer)
        return written.receivers.compactMap { $0.receiver(written.global, server, &diagnostics) }
            + written.onCall.people.flatMap { $0.receivers(written.global, server, &diagnostics) }
    }

    private static func reportDuplicates(of sources: [WrittenSource], _ diagnostics: inout [Diagnostic]) {
        var seen: [String: Name] = [:]
        for case let name? in sources.map(\.name) {
            if let first = seen[name.text] {
                diagnostics.append(.duplicateSource(name, first: first))
            } else {
                seen[name.text] = name
            }
        }
    }
}
