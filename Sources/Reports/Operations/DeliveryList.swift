package import Alerting
import Diagnostics
import JSON
import Model

/// Rows of the outbox, as they are shown.
package struct DeliveryList: Sendable {
    private let rows: [Delivery]

    /// A list of `rows`, newest first.
    package init(_ rows: [Delivery]) {
        self.rows = rows
    }

    // MARK: For programs

    /// The documented JSON; times are RFC 3339 in UTC, or null.
    package var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("deliveries") { writer in
                writer.array { writer in
                    for row in rows { writer.delivery(row) }
                }
            }
        }
        return writer.text
    }

    // MARK: For people

    /// A table, without control characters; one line where there is nothing to show.
    package var text: String {
        guard !rows.isEmpty else { return "no deliveries\n" }
        let head = ["ID", "STATE", "STATUS", "RECEIVER", "INTEGRATION", "TRIED", "NEXT ATTEMPT", "GROUP, LAST ERROR"]
        let cells = rows.map { row in
            [
                row.id, row.state.rawValue, row.notification.status.rawValue, row.receiver,
                [row.integration, row.recipient].compactMap { $0 }.joined(separator: " "), String(row.attempts),
                row.nextAttemptAt?.rfc3339 ?? "-",
                [row.notification.groupKey, row.lastError].compactMap { $0 }.joined(separator: ": "),
            ].map { DisplayWidth.printable($0.unicodeScalars) }
        }
        let lines = [head] + cells
        let widths = head.indices.map { column in
            lines.map { DisplayWidth.of($0[column].unicodeScalars) }.max() ?? 0
        }
        return lines.map { line in
            let padded = zip(line, widths).map { cell, width in
                cell + String(repeating: " ", count: width - DisplayWidth.of(cell.unicodeScalars))
            }
            return padded.joined(separator: "  ").trimmingSpaces + "\n"
        }.joined()
    }
}

extension JSONWriter {
    fileprivate mutating func delivery(_ row: Delivery) {
        object { writer in
            writer.member("id", row.id)
            writer.member("receiver", row.receiver)
            writer.member("integration", row.integration)
            writer.member("recipient", row.recipient)
            writer.member("groupKey", row.notification.groupKey)
            writer.member("status", row.notification.status.rawValue)
            writer.member("state", row.state.rawValue)
            writer.member("attempts", row.attempts)
            writer.member("firstAttemptAt", row.firstAttemptAt?.rfc3339)
            writer.member("nextAttemptAt", row.nextAttemptAt?.rfc3339)
            writer.member("lastError", row.lastError)
        }
    }
}

extension String {
    /// The text without the spaces at its end.
    fileprivate var trimmingSpaces: Substring {
        self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]
    }
}
