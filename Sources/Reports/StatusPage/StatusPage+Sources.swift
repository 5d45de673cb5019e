import Alerting
import Model

extension StatusPage {
    /// A delivery that waits for longer than this is worth a word.
    private static let patience = TimeSpan.minutes(1)

    /// What keeps Callwatch itself from doing its work; nothing while it does.
    func writeTroubles(to page: inout HTMLWriter) {
        let failing = view.engine.receiverTroubles
        let late = view.backlog.filter { view.now - $0.oldest > Self.patience }
        guard view.storeFailure != nil || !failing.isEmpty || !late.isEmpty else {
            return page.element("h2", ["id": "trouble-title", "class": "aloud"], text: "Callwatch itself does well")
        }
        page.element("h2", ["id": "trouble-title"], text: "Callwatch needs help")
        page.element("ul", ["class": "troubles"]) { page in
            if let failure = view.storeFailure {
                page.element("li", text: "Nothing is decided or sent: \(failure)")
            }
            for receiver in failing {
                page.element("li") { page in
                    page.element("b", text: receiver.receiver)
                    page.text(" was not told: \(receiver.error). Last given up ")
                    page.since(receiver.lastDeadLetterAt, view.now)
                    page.text(". ")
                    page.link("./?view=deliveries", "Deliveries", "that fail")
                }
            }
            for receiver in late {
                page.element("li") { page in
                    page.element("b", text: receiver.receiver)
                    let waiting = counted(receiver.pending, "delivery", plural: "deliveries")
                    page.text(" waits for \(waiting), the oldest since ")
                    page.since(receiver.oldest, view.now)
                    page.text(". ")
                    page.link("./?view=deliveries", "Deliveries", "that wait")
                }
            }
        }
    }

    /// The sources and their health.
    func writeSources(to page: inout HTMLWriter) {
        let sources = view.engine.sourceStatuses(after: view.cycles, at: view.now)
        page.element("h2", ["id": "sources-title"], text: "Sources")
        guard !sources.isEmpty else { return page.element("p", text: "The configuration names no source.") }
        let headings = ["Source", "State", "Last good poll", "What its last cycle lacked"]
        page.table("Where the counters come from", headings) { page in
            for source in sources.prefix(Limit.rows) {
                page.element("tr") { page in
                    page.element("th", ["scope": "row"], text: source.name)
                    page.element("td") { page in
                        let state = source.state
                        page.element("span", ["class": "tag \(state.tone)"], text: state.word)
                    }
                    page.element("td") { page in
                        guard let time = source.lastGoodPollAt else { return page.text("none yet") }
                        page.since(time, view.now)
                    }
                    page.element("td") { writeLack(of: source, to: &$0) }
                }
            }
        }
        page.leftOut(sources.count - Limit.rows, "source", "the first are shown")
    }

    private func writeLack(of source: SourceStatus, to page: inout HTMLWriter) {
        let failed = source.targets.filter { $0.lastError != nil }
        let missing = source.targets.filter { $0.lastError == nil && !$0.codes.isEmpty }
        guard !failed.isEmpty || !missing.isEmpty else { return page.text("nothing") }
        page.element("ul", ["class": "plain"]) { page in
            for target in failed.prefix(Limit.parts) {
                guard let error = target.lastError else { continue }
                let words = error.reason.rawValue.replacing("_", with: " ")
                page.element("li", text: "VDN \(target.vdn): \(words), \(error.message)")
            }
            for target in missing.prefix(Limit.parts) {
                let codes = target.codes.prefix(Limit.parts).map { String($0.innoId) }.joined(separator: ", ")
                let more = target.codes.count > Limit.parts ? " and more" : ""
                page.element("li", text: "VDN \(target.vdn): no answer for access code \(codes)\(more)")
            }
            let rest = max(0, failed.count - Limit.parts) + max(0, missing.count - Limit.parts)
            if rest > 0 { page.element("li", text: "and \(counted(rest, "VDN")) more") }
        }
    }
}

extension SourceStatus {
    /// How it is, in a word and its colour.
    fileprivate var state: (word: String, tone: String) {
        if isDown { return ("down", "critical") }
        guard lastPollAt != nil else { return ("not polled yet", "quiet") }
        if lastGoodPollAt != lastPollAt { return ("failing", "warning") }
        return targets.contains { $0.lastError != nil || !$0.codes.isEmpty } ? ("partly up", "warning") : ("up", "good")
    }
}
