import Alerting
import Model

/// What a chat shows of a notification, before it is in a chat's own notation.
struct ChatMessage: Sendable {
    /// One alert: a line that says what is wrong, and one of facts.
    struct Entry: Sendable {
        /// How loud it is.
        let tone: Tone
        /// The annotation `summary`, or the labels; one line.
        let text: String
        /// Severity, counters and times; one line.
        let facts: String
        /// The page of the alert.
        let page: String

        /// The alert in two lines of `markup`, the first of which leads to its page.
        func lines(in markup: Markup) -> [String] {
            ["\(tone.mark) \(markup.link(markup.text(text), to: page))", markup.text(facts)]
        }
    }

    /// The subject that a mail would have: `[FIRING:2] ...`.
    let title: String
    /// That of the loudest alert.
    let tone: Tone
    /// The alerts, firing before resolved.
    let entries: [Entry]
    /// The product's front page.
    let home: String
    /// Why it is told.
    let occasion: String
    /// The configuration's text in the chat's own notation, which stands in place of the alerts.
    let text: MessageText?
    private let notification: GroupNotification
    private let externalURL: ExternalURL

    /// The longest title, and the longest line about an alert: more than fits a phone is read by nobody.
    private static let (titleLength, lineLength) = (250, 300)
    /// What is left of a text of the configuration that is too long without a single alert, in UTF-16 code units.
    private static let fixedLength = 1000

    /// The message about a notification, with the texts of `wording` if it has any.
    init(_ notification: GroupNotification, externalURL: ExternalURL, wording: Wording = Wording()) {
        let own = wording.title.flatMap { MessageTexts(notification, externalURL: externalURL).line($0) }
        title = (own ?? MailSubject.text(notification).onOneLine).cut(to: Self.titleLength)
        tone = notification.alerts.map(Tone.init).max() ?? .resolved
        entries = notification.alerts.map { alert in
            Entry(
                tone: Tone(alert),
                text: alert.headline.onOneLine.cut(to: Self.lineLength),
                facts: Self.facts(alert).onOneLine.cut(to: Self.lineLength),
                page: externalURL.page(of: alert.fingerprint)
            )
        }
        home = externalURL.text
        occasion = notification.reason.text
        text = wording.text
        self.notification = notification
        self.externalURL = externalURL
    }

    /// How many alerts there are to show.
    var count: Int { text?.constantText == nil ? entries.count : 0 }

    /// The text in `markup` with the first `count` alerts, and how many there are besides.
    func text(in markup: Markup, showing count: Int) -> String {
        if let own = ownText(in: markup, showing: count) { return own }
        var lines = entries.prefix(count).flatMap { $0.lines(in: markup) }
        if let more = more(than: count) { lines.append(markup.link(markup.text(more), to: home)) }
        if let links = notification.page?.links {
            let snooze = "Snooze for \(IncidentLink.snooze.printed)"
            lines.append(
                markup.link(markup.text("Acknowledge"), to: links.acknowledge) + markup.text(" · ")
                    + markup.link(markup.text(snooze), to: links.snooze)
            )
        }
        return lines.joined(separator: markup.lineEnd)
    }

    /// The configuration's text with the first `count` alerts; nil if there is none, or nothing of it can be shown.
    ///
    /// Without any alert it is cut where it is still too long, and left out where that would break a tag.
    func ownText(in markup: Markup, showing count: Int) -> String? {
        guard let text else { return nil }
        let texts = MessageTexts(notification, externalURL: externalURL, showing: count)
        let own = texts.text(text, escape: markup.text)
        if own.allSatisfy(\.isWhitespace) { return nil }
        guard count == 0, own.utf16.count > Self.fixedLength, text.constantText == nil else { return own }
        return markup.isHTML ? nil : own.cut(to: Self.fixedLength)
    }

    /// How many alerts there are besides the first `count`; nil if none.
    func more(than count: Int) -> String? {
        count < entries.count ? "and \(entries.count - count) more" : nil
    }

    /// As much of the title in `markup` as takes at most `limit` UTF-16 code units.
    func title(in markup: Markup, within limit: Int) -> String {
        Fitting.most(title.utf16.count, fits: { $0.utf16.count <= limit }, make: { markup.text(title.cut(to: $0)) })
    }

    private static func facts(_ alert: NotifiedAlert) -> String {
        var facts: [String] = []
        if let severity = alert.labels["severity"] { facts.append(severity) }
        if let end = alert.endsAt {
            facts.append("ended \(end.brief) after \((end - alert.startsAt).printed)")
        } else {
            facts.append("since \(alert.startsAt.brief)")
        }
        if let values = alert.values, !values.isEmpty {
            facts.append(values.map { "\($0.metric.rawValue) \($0.printed)" }.joined(separator: ", "))
        }
        return facts.joined(separator: " · ")
    }
}

extension Timestamp {
    /// The instant to the minute: `2014-10-07 07:45 UTC`.
    var brief: String {
        let text = rfc3339
        let date = text.prefix { $0 != "T" }
        return "\(date) \(text.dropFirst(date.count + 1).prefix(5)) UTC"
    }
}
