import Alerting
import Diagnostics
import Model

/// Compares what receivers were told with what a test expects.
struct NotificationComparison {
    let test: NotificationTest
    /// What they were told, and how long after the start of the test, in order of the times.
    let told: [Told]

    /// A notification, and how long after the start of the test it was made.
    typealias Told = (after: TimeSpan, notification: GroupNotification)

    /// What is not as expected.
    ///
    /// `others` are the notifications at other times of the test: of what was not told in time they say when it was.
    func failures(others: () -> [Told]) -> [TestFailure] {
        var pairing = Pairing(expected: test.expected.count, found: told.count) { one, other in
            test.expected[one].matches(told[other].notification)
        }
        let isMet = pairing.partners.map { $0 != nil }
        pairing.pairRest { one, other in test.expected[one].closeness(to: told[other].notification) }
        var failures: [TestFailure] = []
        for (index, expected) in test.expected.enumerated() where !isMet[index] {
            let partner = pairing.partners[index].map { told[$0] }
            let name = "`\(expected.receiver.text)`"
            failures.append(
                TestFailure(
                    range: expected.range,
                    message: partner.map { "\(name) was told something else, at \($0.after)" }
                        ?? "\(name) was not told by \(test.evalTime.value)\(instead(of: expected, others()))",
                    difference: [TestFailure.Line](
                        expected: expected.lines,
                        got: partner?.notification.lines(like: expected) ?? []
                    )
                )
            )
        }
        for (index, (after, notification)) in told.enumerated() where pairing.holders[index] == nil {
            failures.append(
                TestFailure(
                    range: test.range,
                    message: "`\(notification.receiver)` was told something at \(after), and nobody expects it",
                    difference: [TestFailure.Line](expected: [], got: notification.lines(like: nil))
                )
            )
        }
        return failures
    }

    /// When what is expected was told instead: the next time, else the last time before.
    private func instead(of expected: ExpectedNotification, _ others: [Told]) -> String {
        let fitting = others.filter { expected.matches($0.notification) }.map(\.after)
        let later = fitting.filter { $0 > test.evalTime.value }.min()
        return (later ?? fitting.max()).map { ", but at \($0)" } ?? ""
    }
}

extension ExpectedNotification {
    fileprivate func matches(_ told: GroupNotification) -> Bool {
        receiver.text == told.receiver
            && status ?? told.status == told.status
            && reason ?? told.reason == told.reason
            && (alerts?.map(\.text).sorted() ?? told.alertNames) == told.alertNames
    }

    /// How much of it is as expected; nothing for another receiver.
    fileprivate func closeness(to told: GroupNotification) -> Int {
        guard receiver.text == told.receiver else { return 0 }
        let names = told.alertNames
        let known = alerts?.count { names.contains($0.text) } ?? 0
        return 1 + (status == told.status ? 1 : 0) + (reason == told.reason ? 1 : 0) + known
    }

    /// A line for each thing that is expected, by its key.
    fileprivate var lines: [(name: String, line: String)] {
        [
            ("alerts", alerts.map { $0.map(\.text).sorted().joined(separator: ", ") }),
            ("reason", reason?.text),
            ("receiver", receiver.text),
            ("status", status?.rawValue),
        ].compactMap { name, text in text.map { (name, "\(name): \($0)") } }
    }
}

extension GroupNotification {
    /// The names of its alerts, sorted; one of several alerts stands several times.
    fileprivate var alertNames: [String] { alerts.map { $0.labels["alertname"] ?? "" }.sorted() }

    /// A line for each thing, by its key; only those that somebody expects something of.
    fileprivate func lines(like expected: ExpectedNotification?) -> [(name: String, line: String)] {
        let all = [
            ("alerts", alertNames.joined(separator: ", "), expected?.alerts != nil),
            ("reason", reason.text, expected?.reason != nil),
            ("receiver", receiver, true),
            ("status", status.rawValue, expected?.status != nil),
        ]
        return all.filter { $0.2 || expected == nil }.map { ($0.0, "\($0.0): \($0.1)") }
    }
}
