package import Alerting
import Expressions
package import Model

extension StatusPage {
    /// Why an alert fires, or does not, and who was told.
    package func explanation(_ explanation: Explanation) -> [UInt8] {
        let name = explanation.name.alert
        return document(name, current: nil) { page in
            page.element("h1") { page in
                page.element("bdi", text: name)
                page.text(" ")
                let severity = explanation.labels["severity"]
                let tone = explanation.state == .firing ? Tone(severity: severity).name : "quiet"
                let word = explanation.state == .firing ? severity ?? "firing" : explanation.state.rawValue
                page.element("span", ["class": "tag \(tone)"], text: word)
            }
            page.element("p", ["class": "summary"]) { writeState(explanation, to: &$0) }
            page.element("p") { $0.name(explanation.labels.without("alertname")) }
            if let detail = explanation.detail { page.element("p", text: detail) }
            if let standing = explanation.standing { write(standing, to: &page) }
            for level in explanation.levels { write(level, of: explanation, to: &page) }
            write(explanation.tellings, to: &page)
            writePast(explanation.history, explanation.deliveries, of: explanation.fingerprint, to: &page)
            writeActions(explanation, to: &page)
        }
    }

    /// An alert that is over and of which no rule tells any more.
    package func pastAlert(_ fingerprint: Fingerprint, _ history: [HistoryEntry]) -> [UInt8] {
        let labels = history.first?.labels ?? [:]
        let name = labels["alertname"] ?? "An alert"
        return document(name, current: nil) { page in
            page.element("h1", text: "\(name) is over")
            page.element("p") { $0.name(labels.without("alertname")) }
            page.element(
                "p",
                text: "Nothing can be said of it now: its rule, or what it was about, is not there any more. "
                    + "This is what is kept of it."
            )
            writePast(history, [], of: fingerprint, to: &page)
        }
    }

    /// The answer to a link whose alert nobody knows.
    package func unknownAlert(_ fingerprint: Fingerprint) -> [UInt8] {
        document("No such alert", current: nil) { page in
            page.element("h1", text: "This alert is not known")
            page.element("p", ["class": "mistake"]) { page in
                page.text("No alert with the fingerprint ")
                page.element("code", text: fingerprint.description)
                page.text(
                    " is pending or fires, and nothing is kept of one: it ended longer ago than `storage.retention`, "
                        + "or it belongs to another Callwatch."
                )
            }
            page.element("p") { page in
                page.link("./", "What burns now")
                page.text(" · ")
                page.link("./?view=history", "What happened")
            }
        }
    }

    // MARK: Now

    private func writeState(_ explanation: Explanation, to page: inout HTMLWriter) {
        switch explanation.state {
        case .firing:
            page.text("It fires")
            if let since = explanation.startsAt {
                page.text(" since ")
                page.time(since)
                page.text(", for \(max(.zero, view.now - since).inWholeSeconds)")
            }
        case .pending:
            page.text("It is pending")
            if let since = explanation.activeAt {
                page.text(" since ")
                page.time(since)
            }
        case .inactive: page.text("It does not fire")
        }
        page.text(". ")
        guard let poll = explanation.poll else { return }
        let brought =
            poll.isSeen ? "brought what it is about" : poll.isGood ? "did not bring what it is about" : "failed"
        page.text("The newest poll, at ")
        page.time(poll.at)
        page.text(", \(brought). ")
        if explanation.isOutsideHours {
            page.text("It was outside the rule's hours, in which the rule does not hold. ")
        }
        if let other = explanation.conflict {
            page.text("Nothing is sent for it: the alert \(other.alert) has the same labels and comes first.")
        }
    }

    private func write(_ standing: Explanation.Standing, to page: inout HTMLWriter) {
        let status = standing.status
        page.element("h2", text: "Error budget: \(ObjectiveStatus.percent(status.errorBudgetRemaining)) left")
        page.element(
            "p",
            text: "\(ObjectiveStatus.percent(status.objective)) of the samples of \(status.window) are to be good, "
                + "\(ObjectiveStatus.percent(status.goodShare)) are."
        )
        page.element("pre", text: ExpressionTreeText(standing.sample).lines.joined(separator: "\n"))
    }

    private func write(_ level: Explanation.Level, of explanation: Explanation, to page: inout HTMLWriter) {
        let name = level.severity.map { "Level \($0) (\(level.state.state.rawValue)): " } ?? "The condition "
        switch level.basis {
        case .conditions(let when, let end):
            page.element("h2", text: "\(name)is \(when.valueText)")
            page.element("pre", text: ExpressionTreeText(when).lines.joined(separator: "\n"))
            if let end, level.state.state == .firing {
                page.element("p", text: "What ends it is \(end.valueText):")
                page.element("pre", text: ExpressionTreeText(end).lines.joined(separator: "\n"))
            }
        case .burns(let burns):
            page.element("h2", text: "\(name)a pair of windows is met: \(level.truth.map(String.init) ?? "unknown")")
            page.element("pre", text: BurnText(burns).lines.joined(separator: "\n"))
        }
        for line in level.outlook(explanation) { page.element("p", text: line) }
    }

    private func write(_ tellings: [Explanation.Telling], to page: inout HTMLWriter) {
        page.element("h2", text: tellings.contains { $0.nextTick != nil } ? "Who is told" : "Who would be told")
        if tellings.isEmpty { page.element("p", text: "Nobody.") }
        page.element("ul") { page in
            for telling in tellings {
                page.element("li") { page in
                    page.element("b", text: telling.receiver)
                    page.text(" in the group ")
                    page.element("code", text: telling.groupKey)
                    if telling.parts.isEmpty { page.text(": nobody, it has no integrations") }
                    page.element("ul") { page in
                        for part in telling.parts {
                            page.element("li", text: "\(part.integration): \(part.verdict.text)")
                        }
                    }
                }
            }
        }
    }

    private func writeActions(_ explanation: Explanation, to page: inout HTMLWriter) {
        page.element("p", ["class": "actions"]) { page in
            page.link("./?view=history&alert=\(explanation.fingerprint)", "All its history")
            page.text(" ")
            guard visitor.maySilence, explanation.state != .inactive else { return }
            page.link("./?view=silence&alert=\(explanation.fingerprint)", "Silence it")
        }
    }

    // MARK: Before

    private func writePast(
        _ history: [HistoryEntry],
        _ deliveries: [Delivery],
        of fingerprint: Fingerprint,
        to page: inout HTMLWriter
    ) {
        if !deliveries.isEmpty {
            page.element("h2", text: "What was sent")
            page.table("Deliveries about it, the newest first", ["When", "To", "What", "State"]) { page in
                for delivery in deliveries {
                    page.element("tr") { page in
                        page.element("td") { $0.time(delivery.createdAt) }
                        let way = [delivery.receiver, delivery.integration, delivery.recipient].compactMap(\.self)
                        page.element("td", text: way.joined(separator: " "))
                        let status = delivery.status(of: fingerprint)?.rawValue ?? ""
                        page.element("td", text: "\(status), \(delivery.notification.reason.text)")
                        page.element("td", text: delivery.stateText)
                    }
                }
            }
        }
        page.element("h2", text: "What happened")
        guard !history.isEmpty else { return page.element("p", text: "Nothing is kept of it.") }
        page.table("The newest first", ["When", "What", "In words"]) { page in
            for entry in history {
                page.element("tr") { page in
                    page.element("td") { $0.time(entry.at) }
                    page.element("td", text: entry.kind.word)
                    page.element("td", text: entry.text)
                }
            }
        }
    }
}
