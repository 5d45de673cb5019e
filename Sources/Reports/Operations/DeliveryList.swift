package import Alerting
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
        writer.object { $0.member("deliveries", each: rows) { $0.delivery($1) } }
        return writer.text
    }

    // MARK: For people

    /// A table, without control characters; one line where there is nothing to show.
    package var text: String {
        guard !rows.isEmpty else { return "no deliveries\n" }
        var table = TextTable([
            "ID", "STATE", "STATUS", "RECEIVER", "INTEGRATION", "TRIED", "NEXT ATTEMPT", "GROUP, LAST ERROR",
        ])
        for row in rows {
            table.add([
                row.id, row.state.rawValue, row.notification.status.rawValue, row.receiver,
                [row.integration, row.recipient].compactMap { $0 }.joined(separator: " "), String(row.attempts),
                row.nextAttemptAt?.rfc3339 ?? "-",
                [row.notification.groupKey, row.lastError].compactMap { $0 }.joined(separator: ": "),
            ])
        }
        return table.text
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
