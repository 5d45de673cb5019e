import Alerting
import Model

/// What a mail says, before it is text or HTML.
struct MailContent: Sendable {
    /// All alerts of one status, as far as they are shown.
    struct Section: Sendable {
        /// Whether they fire.
        var status: GroupNotification.Status
        /// How many there are.
        var count: Int
        /// Those that are shown.
        var entries: [Entry]

        /// How many are only counted.
        var hidden: Int { count - entries.count }
    }

    /// One alert.
    struct Entry: Sendable {
        /// Its name.
        var title: String
        /// Its severity, if it has one.
        var severity: String?
        /// How loud it is.
        var tone: Tone
        /// What is wrong, in the words of its annotation `summary`.
        var summary: String?
        /// What it means, in the words of its annotation `description`.
        var description: String?
        /// Everything else that is known of it.
        var facts: [Fact]
        /// Its page.
        var page: String
    }

    /// One line of an alert: a name and what it is.
    struct Fact: Sendable {
        /// What it is about.
        var name: String
        /// What is so.
        var value: String

        /// The value, if it is a link that a reader may follow.
        var link: String? {
            guard value.hasPrefix("https://") || value.hasPrefix("http://"),
                !value.contains(where: { $0.isWhitespace || "<>\"".contains($0) })
            else { return nil }
            return value
        }
    }

    /// The whole in one line: `2 alerts firing, 1 resolved`.
    var headline: String
    /// What the group is: its labels, empty for a group of everything.
    var group: String
    /// Who is told, and on what occasion.
    var occasion: String
    /// The incidents that it asks somebody to answer for, and where; none for a mail about a group.
    var incidents: [Fact]
    /// Firing before resolved; none is empty.
    var sections: [Section]
    /// The product's front page.
    var home: String

    /// The most alerts that a mail describes: one of thousands would be refused for its size, and is read by nobody.
    static let shownAlerts = 100

    /// The content of a mail about `notification`.
    init(_ notification: GroupNotification, externalURL: ExternalURL) {
        var room = Self.shownAlerts
        var sections: [Section] = []
        for status in [GroupNotification.Status.firing, .resolved] {
            let alerts = notification.alerts.filter { $0.status == status }
            guard !alerts.isEmpty else { continue }
            let entries = alerts.prefix(room).map { Entry($0, externalURL: externalURL) }
            room -= entries.count
            sections.append(Section(status: status, count: alerts.count, entries: entries))
        }
        self.sections = sections
        incidents = notification.page.map(Self.incidents) ?? []
        headline = Self.headline(sections)
        group = Self.list(notification.groupLabels)
        occasion = "\(notification.reason.text), to \(notification.receiver)"
        home = externalURL.text
    }

    private static func incidents(_ page: IncidentPage) -> [Fact] {
        let lines = page.lines.map { Fact(name: $0.id, value: ($0.isResolved ? "resolved: " : "") + $0.summary) }
        guard let links = page.links else { return lines }
        return lines + [
            Fact(name: "Acknowledge", value: links.acknowledge),
            Fact(name: "Snooze for \(IncidentLink.snooze.printed)", value: links.snooze),
        ]
    }

    private static func headline(_ sections: [Section]) -> String {
        let counts = sections.enumerated().map { index, section in
            let noun = index > 0 ? "" : section.count == 1 ? " alert" : " alerts"
            return "\(section.count)\(noun) \(section.status.rawValue)"
        }
        return counts.joined(separator: ", ")
    }

    fileprivate static func list(_ labels: Labels) -> String {
        labels.pairs.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
    }
}

extension MailContent.Entry {
    private static let paragraphNames = ["summary", "description"]

    fileprivate init(_ alert: NotifiedAlert, externalURL: ExternalURL) {
        title = alert.labels["alertname"] ?? "Alert"
        severity = alert.labels["severity"]
        tone = Tone(alert)
        summary = alert.annotations["summary"]
        description = alert.annotations["description"]
        page = externalURL.page(of: alert.fingerprint)
        facts = Self.times(alert)
        if let reason = alert.reason {
            facts.append(.init(name: "Why", value: reason.explanation))
        }
        if alert.isFlapping {
            let text = "it fires and ends too often; until it calms down, not every change is told at once"
            facts.append(.init(name: "Flapping", value: text))
        }
        if let values = alert.values, !values.isEmpty {
            let text = values.map { "\($0.metric.rawValue) \($0.printed)" }.joined(separator: ", ")
            facts.append(.init(name: alert.status == .firing ? "Values" : "Last values", value: text))
        }
        let labels = alert.labels.without("alertname").without("severity")
        if !labels.isEmpty {
            facts.append(.init(name: "Labels", value: MailContent.list(labels)))
        }
        for pair in alert.annotations.pairs where !Self.paragraphNames.contains(pair.name) {
            facts.append(.init(name: pair.name, value: pair.value))
        }
    }

    private static func times(_ alert: NotifiedAlert) -> [MailContent.Fact] {
        let began = alert.startsAt.readable
        guard let end = alert.endsAt else {
            return [.init(name: "Since", value: began)]
        }
        return [
            .init(name: "Began", value: began),
            .init(name: "Ended", value: "\(end.readable), after \((end - alert.startsAt).printed)"),
        ]
    }
}

extension ResolveReason {
    /// The reason in words for people who do not know the rule.
    fileprivate var explanation: String {
        switch self {
        case .condition: "its condition for ending was met"
        case .noData: "no data came for it any more; nobody knows whether the trouble is over"
        case .inactiveHours: "the hours in which its rule is active are over"
        case .ruleRemoved: "its rule was removed from the configuration"
        case .seriesRemoved: "what it watched was removed from the configuration"
        }
    }
}
