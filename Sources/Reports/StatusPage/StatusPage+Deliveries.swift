package import Alerting
import Model

extension StatusPage {
    /// What was given up, and what waits after a failure; `dead` and `pending` are rows of the outbox, newest first.
    package func deliveries(dead: [Delivery], pending: [Delivery]) -> [UInt8] {
        let failing = pending.filter { $0.attempts > 0 }
        let waiting = view.backlog.reduce(0) { $0 + $1.pending }
        return document("Deliveries", current: .deliveries) { page in
            page.element("h1", text: "Deliveries")
            page.element("p") { page in
                let verb = waiting == 1 ? "waits" : "wait"
                let count = counted(waiting, "delivery", plural: "deliveries")
                page.text(waiting == 0 ? "Nothing waits." : "\(count) \(verb).")
                guard dead.isEmpty, failing.isEmpty else { return }
                page.text(" None fails, and none was given up as far as it is kept.")
            }
            if !failing.isEmpty {
                page.element("h2", text: "Failing")
                writeTable("Tried, and to be tried again", failing, to: &page)
            }
            guard !dead.isEmpty else { return }
            page.element("h2", text: "Given up")
            writeTable("Dead letters, the newest first", dead, to: &page)
            page.element("p", ["class": "note"]) { page in
                page.element("code", text: "callwatch deliveries retry ID")
                page.text(" sends one again, ")
                page.element("code", text: "callwatch deliveries drop ID")
                page.text(" gives one up, so that what is behind it goes out.")
            }
        }
    }

    private func writeTable(_ caption: String, _ rows: [Delivery], to page: inout HTMLWriter) {
        page.table(caption, ["To", "Of", "Put in", "State", "ID"]) { page in
            for row in rows {
                page.element("tr") { page in
                    page.element("th", ["scope": "row"]) { page in
                        page.element("bdi", text: row.receiver)
                        let way = [row.integration, row.recipient].compactMap(\.self).joined(separator: " ")
                        page.element("div", ["class": "note"], text: way)
                    }
                    page.element("td") { page in
                        page.text("\(row.notification.status.rawValue), \(row.notification.reason.text): ")
                        page.element("code", text: row.notification.groupKey)
                    }
                    page.element("td") { $0.since(row.createdAt, view.now) }
                    page.element("td", text: row.stateText)
                    page.element("td") { $0.element("code", text: row.id) }
                }
            }
        }
    }
}
