import Alerting
import Diagnostics
import Model

/// One incident that somebody was told of in a test.
struct ToldPage: Sendable {
    /// How long after the start of the test.
    var after: TimeSpan
    /// Who was told, and how; nil for a receiver.
    var contact: Contact?
    /// The receiver behind it.
    var receiver: String
    var line: IncidentPage.Line

    /// What a message tells, one incident each.
    static func all(of notification: GroupNotification, after: TimeSpan) -> [ToldPage] {
        (notification.page?.lines ?? []).map {
            ToldPage(
                after: after,
                contact: notification.page?.contact,
                receiver: notification.receiver,
                line: $0
            )
        }
    }
}

/// Compares who was told of incidents with what a test expects.
struct EscalationComparison {
    let test: EscalationTest
    /// Who was told, in order of the times.
    let told: [ToldPage]

    /// What is not as expected.
    func failures() -> [TestFailure] {
        var pairing = Pairing(expected: test.expected.count, found: told.count) { one, other in
            test.expected[one].matches(told[other])
        }
        let isMet = pairing.partners.map { $0 != nil }
        pairing.pairRest { one, other in test.expected[one].closeness(to: told[other]) }
        var failures: [TestFailure] = []
        for (index, expected) in test.expected.enumerated() where !isMet[index] {
            let partner = pairing.partners[index].map { told[$0] }
            let name = "`\(expected.name)`"
            failures.append(
                TestFailure(
                    range: expected.range,
                    message: partner.map { "\(name) was told something else, at \($0.after)" }
                        ?? "\(name) was not told by \(test.evalTime.value)",
                    difference: [TestFailure.Line](
                        expected: expected.lines,
                        got: partner?.lines(like: expected) ?? []
                    )
                )
            )
        }
        for (index, page) in told.enumerated() where pairing.holders[index] == nil {
            failures.append(
                TestFailure(
                    range: test.range,
                    message: "`\(page.name)` was told at \(page.after), and nobody expects it",
                    difference: [TestFailure.Line](expected: [], got: page.lines(like: nil))
                )
            )
        }
        return failures
    }
}

extension ExpectedPage {
    /// Who is to be told.
    fileprivate var name: String { user?.text ?? receiver?.text ?? "" }

    private func names(_ told: ToldPage) -> Bool {
        if let user {
            user.text == told.contact?.person
        } else {
            told.contact == nil && receiver?.text == told.receiver
        }
    }

    fileprivate func matches(_ told: ToldPage) -> Bool {
        names(told) && contactMethod.map { $0.text == told.contact?.method } ?? true
            && step.map { $0 == told.line.step } ?? true
            && incident.map { $0 == told.line.number } ?? true
            && status.map { $0 == told.status } ?? true
    }

    /// How much of it is as expected; nothing for somebody else.
    fileprivate func closeness(to told: ToldPage) -> Int {
        guard names(told) else { return 0 }
        return 1 + (contactMethod?.text == told.contact?.method ? 1 : 0) + (step == told.line.step ? 1 : 0)
            + (incident == told.line.number ? 1 : 0)
    }

    /// A line for each thing that is expected, by its key.
    fileprivate var lines: [(name: String, line: String)] {
        [
            ("contact_method", contactMethod?.text), ("incident", incident.map(Incident.id)),
            ("receiver", receiver?.text), ("status", status?.rawValue), ("step", step.map(String.init)),
            ("user", user?.text),
        ].compactMap { name, text in text.map { (name, "\(name): \($0)") } }
    }
}

extension ToldPage {
    /// Who was told.
    fileprivate var name: String { contact?.person ?? receiver }

    fileprivate var status: GroupNotification.Status { line.isResolved ? .resolved : .firing }

    /// A line for each thing, by its key; only those that somebody expects something of.
    fileprivate func lines(like expected: ExpectedPage?) -> [(name: String, line: String)] {
        let all: [(String, String?, Bool)] = [
            ("contact_method", contact?.method, expected?.contactMethod != nil),
            ("incident", line.id, expected?.incident != nil),
            ("receiver", contact == nil ? receiver : nil, true),
            ("status", status.rawValue, expected?.status != nil),
            ("step", line.step.map(String.init), expected?.step != nil),
            ("user", contact?.person, true),
        ]
        return all.compactMap { name, text, isAsked in
            guard let text, isAsked || expected == nil else { return nil }
            return (name, "\(name): \(text)")
        }
    }
}
