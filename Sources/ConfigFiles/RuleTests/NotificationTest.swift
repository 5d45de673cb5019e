import Alerting
import Diagnostics
import Model
import YAML

/// One of a test's `notification_test`: who was told what since the one before.
struct NotificationTest: Sendable {
    /// When, after the start of the test.
    var evalTime: Located<TimeSpan>
    /// The place of `exp_notifications`, or of the whole where there is none.
    var range: SourceRange
    /// The notifications that are to be sent, and no others.
    var expected: [ExpectedNotification]
}

/// One of `exp_notifications`; what is absent may be anything.
struct ExpectedNotification: Sendable {
    var range: SourceRange
    var receiver: Name
    var status: GroupNotification.Status?
    var reason: NotificationReason?
    var alerts: [Name]?
}

extension Shape where Value == NotificationTest {
    static var notificationTest: Shape {
        .mapping("a notification test") { reader in
            let evalTime = reader.optional("eval_time", Shape<TimeSpan>.duration().located)
            let expected = reader.optional(
                "exp_notifications",
                Shape<[ExpectedNotification]>.list(of: .expectedNotification).located
            )
            return NotificationTest(
                evalTime: evalTime ?? Located(.zero, at: reader.range),
                range: expected?.range ?? reader.range,
                expected: expected?.value ?? []
            )
        }
    }
}

extension Shape where Value == ExpectedNotification {
    fileprivate static var expectedNotification: Shape {
        .mapping("an expected notification") { reader in
            let receiver = reader.required("receiver", .name)
            let status = reader.optional("status", Shape<GroupNotification.Status>.word(among: [.firing, .resolved]))
            let reason = reader.optional("reason", .notificationReason)
            let alerts = reader.optional("alerts", .list(of: .name))
            return receiver.map {
                ExpectedNotification(range: reader.range, receiver: $0, status: status, reason: reason, alerts: alerts)
            }
        }
    }
}
