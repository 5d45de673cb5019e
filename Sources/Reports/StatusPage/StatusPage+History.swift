package import Alerting
import Model

extension StatusPage {
    /// What happened, newest first, with a form to look for it.
    package func history(_ history: HistoryPage, of question: HistoryQuestion) -> [UInt8] {
        document("History", current: .history) { page in
            page.element("h1", text: "History")
            writeSearch(question, to: &page)
            if history.lines.isEmpty {
                let found = history.next == nil ? "Nothing was found." : "Nothing was found in these; there is more."
                page.element("p", text: found)
            } else {
                write(history.lines, to: &page)
            }
            guard let next = history.next else { return }
            page.element("p") { page in
                page.element("a", ["href": question.link(before: next), "rel": "next"], text: "Older")
            }
        }
    }

    private func writeSearch(_ question: HistoryQuestion, to page: inout HTMLWriter) {
        page.element("form", ["method": "get", "action": "./", "role": "search", "class": "search"]) { page in
            page.empty("input", ["type": "hidden", "name": "view", "value": "history"])
            if let fingerprint = question.fingerprint {
                page.empty("input", ["type": "hidden", "name": "alert", "value": fingerprint.description])
            }
            page.element("div") { page in
                page.element("label", ["for": "search"], text: "In text or labels")
                page.empty(
                    "input",
                    ["type": "search", "id": "search", "name": "search", "value": question.search ?? ""]
                )
            }
            page.element("div") { page in
                page.element("label", ["for": "kind"], text: "What happened")
                page.element("select", ["id": "kind", "name": "kind"]) { page in
                    page.element("option", ["value": ""], text: "anything")
                    for kind in HistoryEntry.Kind.allCases {
                        let isChosen = kind == question.kind
                        page.element(
                            "option",
                            isChosen ? ["value": kind.rawValue, "selected": ""] : ["value": kind.rawValue],
                            text: kind.word
                        )
                    }
                }
            }
            page.element("button", text: "Search")
        }
        guard let fingerprint = question.fingerprint else { return }
        page.element("p") { page in
            page.text("Only of one alert: ")
            page.link("./?alert=\(fingerprint)", "why it fires, or does not")
            page.text(", ")
            page.link("./?view=history", "all history")
        }
    }

    private func write(_ lines: [HistoryLine], to page: inout HTMLWriter) {
        page.table("The newest first", ["When", "What", "In words", "Of"]) { page in
            for line in lines {
                let entry = line.entry
                page.element("tr") { page in
                    page.element("td") { $0.time(entry.at) }
                    page.element("td", text: entry.kind.word)
                    page.element("td", text: entry.text)
                    page.element("td") { page in
                        guard let fingerprint = entry.fingerprint else { return page.name(entry.labels) }
                        page.link("./?alert=\(fingerprint)", entry.labels["alertname"] ?? fingerprint.description)
                        page.text(" ")
                        page.name(entry.labels.without("alertname"))
                    }
                }
            }
        }
    }
}

extension HistoryEntry.Kind {
    /// What happened, for people.
    var word: String { rawValue.replacing("_", with: " ") }
}

extension HistoryQuestion {
    /// Where the page of this question is that begins before a line.
    fileprivate func link(before number: Int64) -> String {
        let parameters = [
            ("alert", fingerprint?.description), ("kind", kind?.rawValue), ("search", search),
            ("before", String(number)), ("limit", limit == Self.usualLimit ? nil : String(limit)),
        ].compactMap { name, value in value.map { "&\(name)=\($0.percentEncoded)" } }
        return "./?view=history" + parameters.joined()
    }
}
