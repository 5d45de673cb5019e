package import Alerting
import JSON
import Model

/// Lines of history, as they are shown.
package struct HistoryList: Sendable {
    private let page: HistoryPage

    /// A list of the lines of `page`, newest first.
    package init(_ page: HistoryPage) {
        self.page = page
    }

    /// The documented JSON; times are RFC 3339 in UTC.
    package var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("history", each: page.lines) { $0.line($1) }
            writer.member("next") { writer in
                guard let next = page.next else { return writer.null() }
                writer.integer(next)
            }
        }
        return writer.text
    }
}

extension JSONWriter {
    fileprivate mutating func line(_ line: HistoryLine) {
        object { writer in
            writer.member("number") { $0.integer(line.number) }
            writer.member("at", line.entry.at.rfc3339)
            writer.member("kind", line.entry.kind.rawValue)
            writer.member("fingerprint", line.entry.fingerprint?.description)
            writer.member("labels") { writer in
                writer.object { writer in
                    for pair in line.entry.labels.pairs { writer.member(pair.name, pair.value) }
                }
            }
            writer.member("text", line.entry.text)
        }
    }
}
