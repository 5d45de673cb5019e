package import Alerting
import Model

/// The page in a browser: what burns, why, who was told, and what can be done about it.
///
/// Each function makes one whole page of a view of the engine: HTML that is well-formed XML too. It works without a
/// script, refers to nothing but `page/style.css`, `page/script.js` and `page/icon.svg`, and has no inline style or
/// script, so that a strict Content-Security-Policy holds. What a page shows is bounded, and it says what it leaves out.
package struct StatusPage: Sendable {
    /// How much of everything a page shows.
    enum Limit {
        /// Alerts with all that is told of them.
        static let alerts = 50
        /// Lines of a table.
        static let rows = 200
        /// What is listed within a line.
        static let parts = 5
    }

    let view: StatusView
    /// Who looks.
    package let visitor: PageVisitor

    /// The pages of `view` for somebody.
    package init(_ view: StatusView, for visitor: PageVisitor) {
        self.view = view
        self.visitor = visitor
    }

    // MARK: Pages

    /// What burns now, and how the sources are; of alerts those of that name, or all.
    package func now(alert: String? = nil) -> [UInt8] {
        let summary = BurningSummary(view, alert: alert)
        return document(summary.title, current: .now, isLive: alert == nil) { page in
            page.element("h1", text: alert.map { "\($0) now" } ?? "Now")
            page.element("p", ["id": "summary", "class": "summary", "role": "status"], text: summary.text)
            for part in parts(alert: alert) {
                page.element("section", ["id": part.id, "aria-labelledby": "\(part.id)-title"]) { part.write(&$0) }
            }
            guard alert != nil else { return }
            page.element("p") { $0.link("./", "Everything that burns") }
        }
    }

    /// A page that says why there is nothing else.
    package func apology(_ title: String, _ text: String) -> [UInt8] {
        document(title, current: nil) { page in
            page.element("h1", text: title)
            page.element("p", ["class": "mistake", "role": "alert"], text: text)
            page.element("p") { $0.link("./", "What burns now") }
        }
    }

    /// The parts of the first page that change by themselves: the sections, what is said aloud, and the time of it all.
    package func liveSections() -> [LiveSection] {
        let summary = BurningSummary(view, alert: nil)
        var time = HTMLWriter()
        time.time(view.now)
        let spoken = [
            LiveSection(id: "as-of", content: time.bytes),
            LiveSection(id: "summary", content: Array(summary.text.utf8)),
            LiveSection(id: "title", content: Array(summary.title.utf8)),
        ]
        return spoken
            + parts(alert: nil).map { part in
                var page = HTMLWriter()
                part.write(&page)
                return LiveSection(id: part.id, content: page.bytes)
            }
    }

    // MARK: Parts

    /// A section of the first page: everything below its element, and nothing of it where there is nothing to show.
    struct Part {
        /// Its `id`, by which it is renewed.
        let id: String
        /// Writes what stands in it.
        let write: (inout HTMLWriter) -> Void
    }

    /// The sections of the first page in their order; a new kind of thing to look at is one more here.
    ///
    /// Which there are does not depend on the moment: one that has nothing to show is empty, and is there when it has.
    private func parts(alert: String?) -> [Part] {
        let burning = Part(id: "burning") { writeBurning(alert: alert, to: &$0) }
        guard alert == nil else { return [burning] }
        return [
            Part(id: "trouble") { writeTroubles(to: &$0) },
            burning,
            Part(id: "sources") { writeSources(to: &$0) },
        ]
    }

    // MARK: The frame

    /// The views that every page leads to.
    enum Entry: String, CaseIterable {
        case now = "Now"
        case rules = "Rules"
        case silences = "Silences"
        case deliveries = "Deliveries"
        case history = "History"

        /// Where it is.
        var link: String { self == .now ? "./" : "./?view=\(rawValue.lowercased())" }
    }

    /// A whole page around `content`.
    func document(
        _ title: String,
        current: Entry?,
        isLive: Bool = false,
        _ content: (inout HTMLWriter) -> Void
    ) -> [UInt8] {
        var page = HTMLWriter()
        page.markup("<!DOCTYPE html>\n")
        page.element("html", ["lang": "en"]) { page in
            page.element("head") { page in
                page.empty("meta", ["charset": "utf-8"])
                page.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                page.empty("meta", ["name": "color-scheme", "content": "light dark"])
                page.element("title", text: "\(title) · Callwatch")
                page.empty("link", ["rel": "icon", "href": "page/icon.svg", "type": "image/svg+xml"])
                page.empty("link", ["rel": "stylesheet", "href": "page/style.css"])
                guard isLive else { return }
                page.element("noscript") { $0.empty("meta", ["http-equiv": "refresh", "content": "15"]) }
                page.element("script", ["src": "page/script.js", "defer": ""]) { _ in }
            }
            page.element("body", isLive ? ["data-events": "page/events"] : [:]) { page in
                page.element("a", ["class": "skip", "href": "#main"], text: "To the content")
                page.element("header") { page in
                    page.element("p", ["class": "brand"]) { $0.link("./", "Callwatch") }
                    page.element("nav", ["aria-label": "Views"]) { writeEntries(current: current, to: &$0) }
                }
                page.element("main", ["id": "main", "tabindex": "-1"], content)
                page.element("footer") { page in
                    page.element("p") { page in
                        page.text("As of ")
                        page.element("span", ["id": "as-of"]) { $0.time(view.now) }
                        page.text(" UTC")
                        page.element("span", ["id": "connection"]) { _ in }
                        page.text(" · Callwatch \(view.version)")
                        if let name = visitor.name { page.text(" · \(name)") }
                    }
                }
            }
        }
        page.markup("\n")
        return page.bytes
    }

    private func writeEntries(current: Entry?, to page: inout HTMLWriter) {
        page.element("ul") { page in
            for entry in Entry.allCases {
                page.element("li") { page in
                    guard entry == current else { return page.link(entry.link, entry.rawValue) }
                    page.element("a", ["href": entry.link, "aria-current": "page"], text: entry.rawValue)
                }
            }
        }
    }
}

extension HTMLWriter {
    /// A link.
    mutating func link(_ target: String, _ text: String, _ name: String = "", id: String? = nil) {
        // What is said aloud must tell two links of the same word apart.
        element("a", id.map { ["href": target, "id": $0] } ?? ["href": target]) { page in
            page.text(text)
            if !name.isEmpty { page.element("span", ["class": "aloud"], text: " \(name)") }
        }
    }

    /// An instant and how long ago it was.
    mutating func since(_ time: Timestamp, _ now: Timestamp) {
        self.time(time)
        text(" (\(max(.zero, now - time).inWholeSeconds) ago)")
    }
}

extension String {
    /// The text as the value of a parameter of a query.
    var percentEncoded: String {
        utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
