import Alerting
import Model

/// The rules and the configuration that tests run on.
///
/// Many tests run on the same one, each on some of its rules: what is compiled for one serves the next.
final class TestBasis {
    private let rules: [Rule]
    private let configuration: AlertConfiguration?
    private let placesByAlert: [String: [Int]]
    private var compiled: [[Int]: RuleSet] = [:]

    /// The rules, under the configuration that a test file names, if it names one.
    init(rules: [Rule], configuration: AlertConfiguration?) {
        self.rules = rules
        self.configuration = configuration
        placesByAlert = Dictionary(grouping: rules.indices) { rules[$0].alert }
    }

    /// The names of the alerts.
    var alerts: Dictionary<String, [Int]>.Keys { placesByAlert.keys }

    /// The names of the groups.
    var groups: Set<String> { Set(rules.map(\.group)) }

    /// The names of the receivers; nil without a configuration.
    var receivers: [String]? { configuration.map { $0.receivers.keys.sorted() } }

    /// The people who can be told of incidents; none without a configuration.
    var people: [Person] { configuration.map { Array($0.onCall.people.values) } ?? [] }

    /// The names of the sources; none without a configuration.
    var sources: [String] { configuration?.sources.map(\.name) ?? [] }

    /// How long a series may be unseen before its next sample follows a gap.
    var staleness: TimeSpan { configuration?.staleness ?? AlertConfiguration.untold().staleness }

    /// All that decides, for a test that is told of `series`: the rules for `alerts`, or all of them and the routing.
    ///
    /// A rule sees nothing of the others, so that those nobody asks for need not run.
    func configuration(for alerts: Set<String>?, series: [InputSeries]) -> AlertConfiguration {
        let places = alerts.map { $0.flatMap { placesByAlert[$0] ?? [] }.sorted() } ?? Array(rules.indices)
        let ruleSet = compiled[places] ?? RuleSet(places.map { rules[$0] })
        compiled[places] = ruleSet
        var result = alerts == nil ? configuration ?? .untold() : .untold()
        result.rules = ruleSet
        result.sources = series.map(profile)
        result.staleness = staleness
        return result
    }

    /// The source with what the configuration says of it, and over that what the test says of its codes.
    private func profile(of series: InputSeries) -> SourceProfile {
        var profile = configuration?.sources.first { $0.name == series.source } ?? SourceProfile(name: series.source)
        // A test brings its polls itself: nobody is asked, and no code is missing.
        profile.downAfter = nil
        profile.targets = nil
        let catalog = profile.catalog
        profile.catalog = Catalog(
            labelNames: [],
            rows: series.codes.map { code in
                Catalog.Row(
                    ccId: code.id.ccId,
                    vdn: code.id.vdn,
                    innoId: code.id.innoId,
                    labels: catalog.labels(of: code.id).overlaid(with: code.labels)
                )
            }
        )
        return profile
    }
}
