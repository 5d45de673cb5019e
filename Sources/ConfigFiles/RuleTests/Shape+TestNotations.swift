import Alerting
import Diagnostics
import Model
import YAML

extension Shape where Value == Timestamp {
    /// A time as promtool reads it: RFC 3339, or seconds since 1970, of years with four digits.
    static var timestamp: Shape {
        .parsed("a time", example: "2026-01-05T09:00:00Z") { text in
            Timestamp(rfc3339: text.text) ?? seconds(text.text)
        }
    }

    /// The last second of the year 9999.
    private static let lastSecond = 253_402_300_799.0

    private static func seconds(_ text: String) -> Timestamp? {
        let isNumber = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == 0x2E }
        guard isNumber, let seconds = Double(text), seconds <= lastSecond else { return nil }
        return Timestamp(milliseconds: Int64((seconds * 1000).rounded()))
    }
}

extension Shape where Value == NotificationReason {
    /// The reasons that a test can bring about: nothing of what it sends fails.
    private static let reasons: [NotificationReason] = [
        .firstNotification, .newAlerts, .someResolved, .allResolved, .repeatInterval, .severityRaised,
        .muteEnded,
    ]

    /// The reason of a notification, in its words.
    static var notificationReason: Shape {
        let words = reasons.map { "`\($0.text)`" }.joined(separator: ", ")
        return .parsed("one of \(words)") { text in reasons.first { $0.text == text.text } }
    }
}
