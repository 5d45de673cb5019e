import Alerting
import Diagnostics
import Model

/// Finds rules that do not fit the sources: they select nothing, or reckon with other times than those of the polls.
struct SourceReview {
    /// Whether a rule sees series of a source.
    private enum Sight {
        case never
        /// Nobody knows before the contact centre is asked.
        case perhaps
        case surely
    }

    /// A source as far as it is known before it is asked.
    private struct Source {
        /// What messages call it.
        var name: String
        var profile: SourceProfile
        /// The time between two polls; nil for a recording, which keeps to its own.
        var interval: TimeSpan?
        /// The labels of the series that it is asked for by name.
        var series: [Labels] = []
        /// The codes of these series.
        var codes: [AccessCode] = []
        /// What is known of the other series: the labels that all of one list have.
        var lists: [Labels] = []
    }

    /// More series than this are not looked through one by one.
    private static let maximumSeries = 20_000
    /// How many series are held against matchers, over all rules.
    private static let maximumTrials = 2_000_000

    private let sources: [Source]

    /// A review for those sources.
    init(_ sources: [WrittenSource]) {
        self.sources = sources.compactMap { written in
            guard let profile = written.settings?.profile, let name = written.name else { return nil }
            return Self.source(profile, called: name.isSecret ? "the source" : name.shown)
        }
    }

    private static func source(_ profile: SourceProfile, called name: String) -> Source {
        let label = ("source", profile.name)
        guard let targets = profile.targets else {
            return Source(name: name, profile: profile, lists: [Labels([label])])
        }
        var source = Source(name: name, profile: profile, interval: profile.interval)
        for target in targets {
            let place = [label, ("ccId", String(target.ccId)), ("vdn", String(target.vdn))]
            guard let codes = target.codes, source.series.count + codes.count <= maximumSeries else {
                source.lists.append(Labels(place))
                continue
            }
            let all = codes.map { AccessCode(ccId: target.ccId, vdn: target.vdn, innoId: $0) }
            source.codes += all
            source.series += all.map { profile.labels(of: $0, name: nil) }
        }
        return source
    }

    /// The warnings about rules that ask for `demands`.
    func findings(about demands: [RuleDemand]) -> [Diagnostic] {
        guard !sources.isEmpty else { return [] }
        var diagnostics: [Diagnostic] = []
        var known: [[Matcher]: [Sight]] = [:]
        var trials = Self.maximumTrials
        var vocabulary = Vocabulary(sources)
        // Labels of a group stand in each of its rules, and are told once.
        var doubted: Set<SourceRange> = []
        for demand in demands {
            let matchers = demand.matchers.map(\.value)
            let sights = known[matchers] ?? sources.map { sight(of: $0, matchers, &trials) }
            known[matchers] = sights
            if sights.allSatisfy({ $0 == .never }) {
                diagnostics += emptySelection(demand.matchers, &trials, &vocabulary)
                continue
            }
            for label in demand.groupLabels
            where !vocabulary.mayHave(label.value) && doubted.insert(label.range).inserted {
                diagnostics.append(.unknownGroupLabel(label, help: vocabulary.help(forLabel: label.value)))
            }
            for label in demand.printedLabels
            where !vocabulary.mayHave(label.value) && doubted.insert(label.range).inserted {
                diagnostics.append(.unknownLabel(label, help: vocabulary.help(forLabel: label.value)))
            }
            for window in demand.windows {
                let slow = source(seenBy: sights) { window.value < $0 }
                if let slow {
                    diagnostics.append(.windowBelowInterval(window.value, slow.interval, slow.name, at: window.range))
                }
            }
            for hold in demand.holds {
                if let slow = source(seenBy: sights, where: { Self.stretches(hold.value, $0) }) {
                    let lasts = Self.duration(of: hold.value, slow.interval)
                    diagnostics.append(
                        .forBetweenPolls(hold.value, lasts: lasts, slow.interval, slow.name, at: hold.range)
                    )
                }
            }
        }
        return diagnostics
    }

    // MARK: Times

    /// A source that is surely seen and whose interval is so, or any if it is so of all that may be seen.
    private func source(
        seenBy sights: [Sight],
        where isSo: (TimeSpan) -> Bool
    ) -> (name: String, interval: TimeSpan)? {
        var first: (name: String, interval: TimeSpan)?
        var isSoOfAll = true
        for (source, sight) in zip(sources, sights) where sight != .never {
            guard let interval = source.interval, isSo(interval) else {
                isSoOfAll = false
                continue
            }
            if sight == .surely { return (source.name, interval) }
            first = first ?? (source.name, interval)
        }
        return isSoOfAll ? first : nil
    }

    /// How long a `for` lasts: an alert fires at a poll.
    private static func duration(of hold: TimeSpan, _ interval: TimeSpan) -> TimeSpan {
        interval * ((hold.milliseconds - 1) / interval.milliseconds + 1)
    }

    /// Whether it lasts so much longer than it says that somebody ought to know.
    private static func stretches(_ hold: TimeSpan, _ interval: TimeSpan) -> Bool {
        hold > .zero && duration(of: hold, interval).seconds >= 1.5 * hold.seconds
    }

    // MARK: Selections

    private func sight(of source: Source, _ matchers: [Matcher], _ trials: inout Int) -> Sight {
        guard trials > 0 else { return .perhaps }
        for series in source.series {
            trials -= 1
            if matchers.matches(series) { return .surely }
            guard trials > 0 else { return .perhaps }
        }
        for labels in source.lists {
            let decided = matchers.filter { labels[$0.name] != nil }
            guard decided.matches(labels) else { continue }
            return decided.count == matchers.count ? .surely : .perhaps
        }
        return .never
    }

    /// The warning at the matcher that lets nothing through: by itself, or of what those before it let through.
    private func emptySelection(
        _ matchers: [Located<Matcher>],
        _ trials: inout Int,
        _ vocabulary: inout Vocabulary
    ) -> [Diagnostic] {
        func letsNothingThrough(_ matchers: [Located<Matcher>]) -> Bool {
            sources.allSatisfy { sight(of: $0, matchers.map(\.value), &trials) == .never }
        }
        if let alone = matchers.first(where: { letsNothingThrough([$0]) }) {
            return [.noSeries(alone, help: vocabulary.help(for: alone.value), isAlone: true)]
        }
        let last = matchers.indices.first { letsNothingThrough(Array(matchers[...$0])) }
        return last.map { [.noSeries(matchers[$0], help: nil, isAlone: false)] } ?? []
    }

    /// The names and values of labels, to find those that may be meant; looked through once.
    private struct Vocabulary {
        /// How many names and values are compared, over all rules.
        private var comparisons = 2_000_000
        private let sources: [Source]
        private let names: Set<String>
        /// What series may have that nobody knows yet.
        private let namesToCome: Set<String>
        private var values: [String: Set<String>] = [:]

        init(_ sources: [Source]) {
            self.sources = sources
            names = Set(sources.flatMap { $0.series + $0.lists }.flatMap(\.pairs).map(\.name))
            // The contact centre gives names; a catalog may have rows for what it lists, or a recording brings.
            let catalogs = sources.filter { !$0.lists.isEmpty }.flatMap(\.profile.catalog.labelNames)
            let labels = sources.filter { !$0.lists.isEmpty }.flatMap { $0.profile.labels.pairs.map(\.name) }
            namesToCome = Set(catalogs + labels).union(["ccId", "vdn", "innoId", "name"])
        }

        /// Whether any series has that label, or may have it.
        func mayHave(_ label: String) -> Bool { names.contains(label) || namesToCome.contains(label) }

        /// The label that may be meant.
        mutating func help(forLabel name: String) -> String? {
            nearest(to: name, among: names.union(namesToCome)).map { "did you mean `\($0)`?" }
        }

        /// The name or value that may be meant.
        mutating func help(for matcher: Matcher) -> String? {
            guard names.contains(matcher.name) else {
                return nearest(to: matcher.name, among: names).map { "did you mean the label `\($0)`?" }
                    ?? "no series has a label `\(matcher.name)`"
            }
            guard matcher.comparison == .equal else { return nil }
            return nearest(to: matcher.value, among: values(of: matcher.name)).map { "did you mean `\($0)`?" }
        }

        private mutating func nearest(to word: String, among known: Set<String>) -> String? {
            guard comparisons >= known.count else { return nil }
            comparisons -= known.count
            return nearestName(to: word, among: known, most: .max)
        }

        /// The values of a label that come from targets and catalogs; those of a source may come from the environment,
        /// and are not repeated.
        private mutating func values(of name: String) -> Set<String> {
            if let known = values[name] { return known }
            let all = sources.flatMap { source in
                source.codes.compactMap { code in
                    switch name {
                    case "ccId": String(code.ccId)
                    case "vdn": String(code.vdn)
                    case "innoId": String(code.innoId)
                    default: source.profile.catalog.labels(of: code)[name]
                    }
                }
            }
            values[name] = Set(all)
            return Set(all)
        }
    }
}
