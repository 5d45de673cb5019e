import Alerting
import Model
import Mustache

extension GroupNotification {
    /// What templates print: the webhook's document with its first `count` alerts, and what is easier to read.
    func document(showing count: Int, externalURL: ExternalURL) -> MustacheValue {
        let shown = alerts.prefix(count)
        let firing = alerts.count { $0.status == .firing }
        func list(_ status: Status?) -> MustacheValue {
            let chosen = shown.filter { status == nil || $0.status == status }
            return .list(
                chosen.enumerated().map { index, alert in
                    alert.document(externalURL, isFirst: index == 0, isLast: index == chosen.count - 1)
                }
            )
        }
        var document: [String: MustacheValue] =
            [
                "version": .text("4"), "groupKey": .text(groupKey),
                "truncatedAlerts": .number(Double(alerts.count - shown.count)), "status": .text(status.rawValue),
                "receiver": .text(receiver), "groupLabels": .object(groupLabels.members),
                "commonLabels": .object(commonLabels.members),
                "commonAnnotations": .object(commonAnnotations.members),
                "externalURL": .text(externalURL.text), "notification_reason": .text(reason.text),
                "routeLabels": .object((routeLabels ?? [:]).members), "alerts": list(nil),
                "title": .text(MailSubject.text(self)), "isFiring": .flag(status == .firing),
                "isResolved": .flag(status == .resolved), "firing": list(.firing), "resolved": list(.resolved),
                "firingCount": .number(Double(firing)), "resolvedCount": .number(Double(alerts.count - firing)),
                "summary": .text(summary),
            ]
        if let page { document.merge(page.members) { own, _ in own } }
        return .object(document)
    }

    /// What is wrong, in one line: of each incident, or of the first alert with how many others there are.
    private var summary: String {
        guard page == nil else { return page?.summary ?? "" }
        let first = alerts.first?.headline ?? ""
        return alerts.count > 1 ? "\(first) and \(alerts.count - 1) more" : first
    }
}

extension IncidentPage {
    /// What templates print of incidents.
    fileprivate var members: [String: MustacheValue] {
        var members: [String: MustacheValue] = ["incident": .text(ids)]
        if let contact { members["person"] = .text(contact.person) }
        if let links {
            members["ackURL"] = .text(links.acknowledge)
            members["snoozeURL"] = .text(links.snooze)
        }
        members["incidents"] = .list(
            lines.enumerated().map { index, line in
                var line = line.members
                line["isFirst"] = .flag(index == 0)
                line["isLast"] = .flag(index == lines.count - 1)
                return .object(line)
            }
        )
        return members
    }
}

extension IncidentPage.Line {
    fileprivate var members: [String: MustacheValue] {
        var members: [String: MustacheValue] = [
            "id": .text(id), "summary": .text(summary), "isResolved": .flag(isResolved),
        ]
        if let step { members["step"] = .number(Double(step)) }
        return members
    }
}

extension NotifiedAlert {
    fileprivate func document(_ externalURL: ExternalURL, isFirst: Bool, isLast: Bool) -> MustacheValue {
        var members: [String: MustacheValue] = [
            "status": .text(status.rawValue), "labels": .object(labels.members),
            "annotations": .object(annotations.members), "startsAt": .text(startsAt.rfc3339),
            "endsAt": .text(endsAt?.rfc3339 ?? WebhookDocument.noTime),
            "generatorURL": .text(externalURL.generator(of: self)), "fingerprint": .text(fingerprint.description),
            "headline": .text(headline), "isFiring": .flag(status == .firing), "isResolved": .flag(status == .resolved),
            "since": .text(startsAt.brief), "isFirst": .flag(isFirst), "isLast": .flag(isLast),
            "labelList": Self.pairs(labels.pairs.map { ($0.name, $0.value) }),
            "annotationList": Self.pairs(annotations.pairs.map { ($0.name, $0.value) }),
            "valueList": Self.pairs((values ?? []).map { ($0.metric.rawValue, $0.printed) }),
        ]
        if let values {
            let known = values.map { ($0.metric.rawValue, MustacheValue.number($0.value)) }
            members["values"] = .object(Dictionary(known) { first, _ in first })
        }
        if let reason { members["reason"] = .text(reason.rawValue) }
        if isFlapping { members["flapping"] = .flag(true) }
        if let severity = labels["severity"] { members["severity"] = .text(severity) }
        if let endsAt {
            members["ended"] = .text(endsAt.brief)
            members["lasted"] = .text((endsAt - startsAt).printed)
        }
        return .object(members)
    }

    private static func pairs(_ pairs: [(name: String, value: String)]) -> MustacheValue {
        .list(
            pairs.enumerated().map { index, pair in
                .object(
                    [
                        "name": .text(pair.name), "value": .text(pair.value), "isFirst": .flag(index == 0),
                        "isLast": .flag(index == pairs.count - 1),
                    ]
                )
            }
        )
    }
}

extension Labels {
    fileprivate var members: [String: MustacheValue] {
        var members: [String: MustacheValue] = [:]
        for pair in pairs { members[pair.name] = .text(pair.value) }
        return members
    }
}

/// The texts of a configuration for one notification.
struct MessageTexts: Sendable {
    private let document: MustacheValue

    /// The longest text of those that name alerts one by one only in passing: titles, names, colours.
    private static let lineLimit = 4096

    /// The texts about a notification, which can name its first `count` alerts.
    init(_ notification: GroupNotification, externalURL: ExternalURL, showing count: Int = 100) {
        document = notification.document(showing: count, externalURL: externalURL)
    }

    /// A text in one line, in which nothing is markup; nil without one, or when it turns out empty.
    func line(_ text: MessageText?) -> String? {
        guard let text else { return nil }
        let line = self.text(text, limit: Self.lineLimit).onOneLine.trimmingSpaces
        return line.isEmpty ? nil : line
    }

    /// A text of several lines, its values as `escape` writes them.
    func text(
        _ text: MessageText,
        limit: Int = MustacheTemplate.usualLimit,
        escape: (String) -> String = { $0 }
    ) -> String {
        if let constant = text.constantText { return constant }
        return text.template.render(document, limit: limit, escape: escape)
    }

    /// Members by their names; those that turn out empty are left out.
    ///
    /// In those of `marked` values are escaped for `markup`; the others are no markup.
    func members(
        _ texts: [String: MessageText],
        marked: Set<String> = [],
        in markup: Markup = .plain
    ) -> [String: String] {
        var members: [String: String] = [:]
        for (name, text) in texts {
            let escape = marked.contains(name) ? markup.text : Markup.plain.text
            let member = self.text(text, limit: Self.lineLimit, escape: escape)
            if !member.isEmpty { members[name] = member }
        }
        return members
    }

    /// The JSON document of a payload.
    func json(_ payload: PayloadValue) -> [UInt8] {
        PayloadWriting(document: document).bytes(payload)
    }
}
