package import Alerting
import Model

extension StatusPage {
    /// How many ended silences are shown.
    private static let mostEnded = 20
    /// By how much a silence can be made to last longer.
    private static let extensions = ["30m", "1h", "4h", "1d"]

    /// The silences: those that hold, that will, and that have ended lately.
    package func silences(changed: String? = nil) -> [UInt8] {
        let silences = view.engine.silenceStatuses(at: view.now).sorted { $0.pageRank < $1.pageRank }
        let ended = silences.filter { $0.state == .expired }
        let living = silences.filter { $0.state != .expired }
        return document("Silences", current: .silences) { page in
            page.element("h1", text: "Silences")
            if let changed = silences.first(where: { $0.silence.id == changed }) {
                page.element("p", ["class": "notice", "role": "status"]) { page in
                    switch changed.state {
                    case .expired: page.text("The silence has ended.")
                    case .active: page.text("The silence holds until ")
                    case .pending: page.text("The silence will hold later, until ")
                    }
                    if changed.state != .expired {
                        page.time(changed.silence.endsAt)
                        page.text(" UTC.")
                    }
                }
            }
            if visitor.maySilence { page.element("p") { $0.link("./?view=silence", "New silence") } }
            if living.isEmpty {
                page.element("p", text: "Nothing is silenced.")
            } else {
                writeTable("Silences that hold or will", living, to: &page)
            }
            guard !ended.isEmpty else { return }
            page.element("h2", text: "Ended")
            writeTable("Silences that have ended, the last one first", Array(ended.prefix(Self.mostEnded)), to: &page)
            page.leftOut(ended.count - Self.mostEnded, "silence", "the last are shown")
        }
    }

    private func writeTable(_ caption: String, _ silences: [SilenceStatus], to page: inout HTMLWriter) {
        let change = visitor.maySilence ? ["Change"] : []
        page.table(caption, ["Quiet is", "State", "Until", "Who and why"] + change) { page in
            for status in silences.prefix(Limit.rows) {
                let silence = status.silence
                page.element("tr") { page in
                    page.element("th", ["scope": "row"]) { page in
                        for matcher in silence.matchers {
                            page.element("code", text: matcher.description)
                            page.text(" ")
                        }
                    }
                    page.element("td") { page in
                        let tone = status.state == .active ? "good" : "quiet"
                        page.element("span", ["class": "tag \(tone)"], text: status.state.rawValue)
                        if let interval = silence.interval { page.text(" during \(interval)") }
                    }
                    page.element("td") { page in
                        page.time(silence.endsAt)
                        guard status.state != .expired else { return }
                        page.text(" (in \(max(.zero, silence.endsAt - view.now).inWholeSeconds))")
                    }
                    page.element("td") { page in
                        page.element("b", text: silence.createdBy)
                        page.element("div", text: silence.comment)
                    }
                    if visitor.maySilence { page.element("td") { writeForms(for: status, to: &$0) } }
                }
            }
        }
        page.leftOut(silences.count - Limit.rows, "silence", "those that end first are shown")
    }

    private func writeForms(for status: SilenceStatus, to page: inout HTMLWriter) {
        let about = "the silence of \(status.silence.matchers.map(\.description).joined(separator: ", "))"
        page.form { page in
            writeHidden(["action": "extend", "id": status.silence.id], to: &page)
            page.element("select", ["name": "duration", "aria-label": "How much longer \(about) lasts"]) { page in
                for span in Self.extensions { page.element("option", ["value": span], text: span) }
            }
            page.element("button") { page in
                page.text(status.state == .expired ? "Again" : "Longer")
                page.element("span", ["class": "aloud"], text: " \(about)")
            }
        }
        guard status.state != .expired else { return }
        page.form { page in
            writeHidden(["action": "expire", "id": status.silence.id], to: &page)
            page.element("button") { page in
                page.text("End")
                page.element("span", ["class": "aloud"], text: " \(about)")
            }
        }
    }

    private func writeHidden(_ fields: KeyValuePairs<String, String>, to page: inout HTMLWriter) {
        page.empty("input", ["type": "hidden", "name": "token", "value": visitor.formToken])
        for (name, value) in fields { page.empty("input", ["type": "hidden", "name": name, "value": value]) }
    }

    // MARK: The form

    /// What is said above a form for a silence.
    package enum FormState: Sendable {
        /// Nothing: nobody has filled it in.
        case fresh
        /// What the silence would cover, which is not made.
        case covers(SilencePreview)
        /// Why it is not made.
        case refused(SilenceForm.Mistake)
    }

    /// The form for a silence.
    package func silenceForm(_ form: SilenceForm, _ state: FormState) -> [UInt8] {
        document("New silence", current: .silences) { page in
            page.element("h1", text: "New silence")
            switch state {
            case .fresh: page.element("p", text: "Alerts that satisfy all matchers fire on, but nobody is told.")
            case .refused(let mistake):
                page.element("p", ["class": "mistake", "role": "alert", "id": "mistake"], text: mistake.message)
            case .covers(let preview): writeCovered(preview, to: &page)
            }
            let wrong: String? = if case .refused(let mistake) = state { mistake.field } else { nil }
            page.form { page in
                writeHidden([:], to: &page)
                let example = #"Matchers, one a line: team="voice", innoId=~"1|2""#
                page.field("matchers", "What is to be quiet", example, wrong) {
                    let rows = max(3, form.matchers.split(whereSeparator: \.isNewline).count + 1)
                    $0.element("textarea", $1 + ["rows": "\(min(rows, 14))", "required": ""], text: form.matchers)
                }
                page.field("duration", "How long", "Such as 30m, 2h or 1d", wrong) {
                    $0.empty("input", $1 + ["value": form.duration, "required": ""])
                }
                if let name = visitor.name {
                    page.element("p") { page in
                        page.text("In the name of ")
                        page.element("b", text: name)
                    }
                } else {
                    page.field("author", "Who you are", "", wrong) {
                        $0.empty("input", $1 + ["value": form.author, "autocomplete": "name", "required": ""])
                    }
                }
                page.field("comment", "Why", "For those who look at it later", wrong) {
                    $0.empty("input", $1 + ["value": form.comment, "required": ""])
                }
                page.element("p") { page in
                    page.element("button", ["name": "action", "value": "make", "class": "main"], text: "Silence")
                    page.text(" ")
                    page.element(
                        "button",
                        ["name": "action", "value": "preview", "formnovalidate": ""],
                        text: "Only show what it would cover"
                    )
                }
            }
        }
    }

    private func writeCovered(_ preview: SilencePreview, to page: inout HTMLWriter) {
        page.element("div", ["class": "notice", "role": "status", "id": "covered"]) { page in
            let count = preview.alerts.count
            page.element(
                "p",
                text: count == 0
                    ? "It would cover no alert that fires now; those that come while it holds, it would."
                    : "It would cover \(counted(count, "alert")) that \(count == 1 ? "fires" : "fire") now:"
            )
            page.element("ul", ["class": "plain"]) { page in
                for labels in preview.alerts.prefix(Limit.parts * 2) {
                    page.element("li") { page in
                        page.element("b", text: labels["alertname"] ?? "")
                        page.text(" ")
                        page.name(labels.without("alertname"))
                    }
                }
            }
            page.leftOut(count - Limit.parts * 2, "alert", "the first are named")
        }
    }
}

extension SilenceStatus {
    /// Those that hold by their ends, then those to come by their starts, then those over, the last one to end first.
    fileprivate var pageRank: (Int, Int64) {
        switch state {
        case .active: (0, silence.endsAt.milliseconds)
        case .pending: (1, silence.startsAt.milliseconds)
        case .expired: (2, -silence.endsAt.milliseconds)
        }
    }
}

extension HTMLWriter {
    /// A form that is sent to the page itself.
    mutating func form(_ content: (inout HTMLWriter) -> Void) {
        element("form", ["method": "post", "action": "./"], content)
    }

    /// A field with its label, and what is said of it; `write` gets the attributes that tie them together.
    mutating func field(
        _ name: StaticString,
        _ label: String,
        _ note: String,
        _ wrong: String?,
        write: (inout HTMLWriter, Attributes) -> Void
    ) {
        element("div", ["class": "field"]) { page in
            page.element("label", ["for": "\(name)"]) { page in
                page.text(label)
                if !note.isEmpty { page.element("span", ["class": "note"], text: " \(note)") }
            }
            let attributes: Attributes = ["id": "\(name)", "name": "\(name)"]
            let isWrong = wrong == "\(name)"
            write(&page, isWrong ? attributes + ["aria-invalid": "true", "aria-describedby": "mistake"] : attributes)
        }
    }
}
