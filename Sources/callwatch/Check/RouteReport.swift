import Alerting
import ConfigFiles
import Diagnostics
import JSON
import Model

/// What `check --route` prints: the way of an alert through the routing tree, and who is told by what it ends at.
struct RouteReport {
    private let trace: RouteTrace
    private let settings: Settings
    private let time: Timestamp

    /// The way of an alert with `labels` at a time.
    init(_ labels: Labels, at time: Timestamp, _ settings: Settings) {
        trace = RouteTrace(labels, through: settings.alerting.route)
        self.settings = settings
        self.time = time
    }

    /// Whether a receiver with an integration is told.
    var reachesSomebody: Bool {
        trace.ends.contains { settings.alerting.receivers[$0.route.receiver]?.integrations.isEmpty == false }
    }

    // MARK: - Text

    /// For people.
    var text: String {
        let places = trace.steps.map(place)
        let names = trace.steps.map { String(repeating: "  ", count: $0.indices.count) + Self.conditions(of: $0.route) }
        let widths = (places.map(\.count).max() ?? 0, names.map(\.count).max() ?? 0)
        var lines = ["alert \(trace.labels)", ""]
        for (index, step) in trace.steps.enumerated() {
            let place = Self.padded(places[index], to: widths.0)
            lines.append("\(place)  \(Self.padded(names[index], to: widths.1))  \(Self.words(for: step))")
        }
        for step in trace.ends { lines += [""] + told(by: step) }
        let inhibitors = inhibitors
        if !inhibitors.isEmpty {
            lines += ["", "not told while an alert fires that is"]
            lines += inhibitors.map { "  \($0.matchers)" + ($0.name.map { "  (rule \($0))" } ?? "") }
        }
        return lines.joined(separator: "\n")
    }

    private func told(by step: RouteTrace.Step) -> [String] {
        let route = step.route
        let integrations = settings.alerting.receivers[route.receiver]?.integrations ?? []
        let names = integrations.map { $0.name + ($0.sendResolved ? "" : " (ends are not told)") }
        var lines = [
            "told: \(route.receiver)" + (names.isEmpty ? ", which has no integrations" : " by " + Self.list(names)),
            "  group: \(trace.groupKey(at: route))",
            "  first after \(route.groupWait), then every \(route.groupInterval), "
                + "again after \(Self.list(route.repeatIntervals.map(\.description)))",
        ]
        if let fallback = settings.alerting.receivers[route.receiver]?.fallback {
            lines.append("  if that fails: \(fallback)")
        }
        let hours = route.hours
        guard hours != .always else { return lines }
        let muting = hours.namesMuting(time)
        let until = hours.nextChange(after: time).map { " until \($0.rfc3339)" } ?? ""
        lines.append(
            muting.isEmpty
                ? "  not muted at \(time.rfc3339)\(until)"
                : "  muted at \(time.rfc3339)\(until): \(Self.list(muting))"
        )
        return lines
    }

    private static func words(for step: RouteTrace.Step) -> String {
        switch step.verdict {
        case .ends: step.indices.isEmpty ? "the root takes it: no child does" : "takes it"
        case .leadsOn: step.indices.isEmpty ? "the root takes every alert" : "takes it, and so does a child"
        case .fails(let matcher): "passed: not \(matcher)"
        case .notTried: "not tried: the one before has no `continue`"
        }
    }

    private static func conditions(of route: Route) -> String {
        "{" + route.matchers.map(\.description).sorted().joined(separator: ",") + "}"
    }

    private func place(_ step: RouteTrace.Step) -> String {
        guard let range = settings.routePlaces[step.indices] else { return "" }
        return "\(range.file.name):\(range.start.line):\(range.start.column)"
    }

    private var inhibitors: [(name: String?, matchers: String)] {
        settings.alerting.inhibitRules.compactMap { rule in
            rule.inhibitors(of: trace.labels).map { matchers in
                let all = "{" + matchers.map(\.description).joined(separator: ",") + "}"
                let isLimited = rule.isOnBothSides(trace.labels)
                return (rule.name, isLimited ? all + ", of those that this alert could not inhibit itself" : all)
            }
        }
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    // MARK: - JSON

    /// For programs.
    var json: String {
        var json = JSONWriter()
        json.object { json in
            json.member("labels") { Self.write(trace.labels, to: &$0) }
            json.member("at", time.rfc3339)
            json.member("routes") { json in
                json.array { json in
                    for step in trace.steps { write(step, to: &json) }
                }
            }
            json.member("inhibitedBy") { json in
                json.array { json in
                    for rule in inhibitors {
                        json.object { json in
                            json.member("rule", rule.name)
                            json.member("matchers", rule.matchers)
                        }
                    }
                }
            }
        }
        return json.text
    }

    private func write(_ step: RouteTrace.Step, to json: inout JSONWriter) {
        let route = step.route
        json.object { json in
            json.member("path", route.path)
            if let range = settings.routePlaces[step.indices] {
                json.member("file", range.file.name)
                json.member("line", range.start.line)
                json.member("column", range.start.column)
            }
            json.member("verdict", Self.name(of: step.verdict))
            if case .fails(let matcher) = step.verdict { json.member("failing", matcher.description) }
            guard step.verdict == .ends else { return }
            json.member("receiver", route.receiver)
            json.member("integrations") { json in
                json.array { json in
                    for integration in settings.alerting.receivers[route.receiver]?.integrations ?? [] {
                        json.string(integration.name)
                    }
                }
            }
            json.member("groupKey", trace.groupKey(at: route))
            json.member("mutedBy") { json in
                json.array { json in
                    for name in route.hours.namesMuting(time) { json.string(name) }
                }
            }
        }
    }

    private static func name(of verdict: RouteTrace.Verdict) -> String {
        switch verdict {
        case .ends: "ends"
        case .leadsOn: "leadsOn"
        case .fails: "fails"
        case .notTried: "notTried"
        }
    }

    private static func write(_ labels: Labels, to json: inout JSONWriter) {
        json.object { json in
            for pair in labels.pairs { json.member(pair.name, pair.value) }
        }
    }
}
