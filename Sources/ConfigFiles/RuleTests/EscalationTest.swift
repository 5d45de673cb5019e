import Alerting
import Diagnostics
import Model
import YAML

/// One of a test's `escalation_test`: who was told of incidents since the one before.
struct EscalationTest: Sendable {
    /// When, after the start of the test.
    var evalTime: Located<TimeSpan>
    /// The place of `exp_notified`, or of the whole where there is none.
    var range: SourceRange
    /// Who is to be told, and nobody else.
    var expected: [ExpectedPage]
}

/// One of `exp_notified`; what is absent may be anything.
struct ExpectedPage: Sendable {
    var range: SourceRange
    /// The person; nil for a receiver.
    var user: Name?
    var contactMethod: Name?
    /// A receiver that a step names; nil for a person.
    var receiver: Name?
    /// The step because of which it is told, counted from 1.
    var step: Int?
    /// The number of the incident.
    var incident: Int64?
    /// Whether it tells of the end of the incident.
    var status: GroupNotification.Status?
}

extension Shape where Value == EscalationTest {
    static var escalationTest: Shape {
        .mapping("an escalation test") { reader in
            let evalTime = reader.optional("eval_time", Shape<TimeSpan>.duration().located)
            let expected = reader.optional("exp_notified", Shape<[ExpectedPage]>.list(of: .expectedPage).located)
            return EscalationTest(
                evalTime: evalTime ?? Located(.zero, at: reader.range),
                range: expected?.range ?? reader.range,
                expected: expected?.value ?? []
            )
        }
    }
}

extension Shape where Value == ExpectedPage {
    fileprivate static var expectedPage: Shape {
        .mapping("somebody to be told") { reader in
            let user = reader.optional("user", .name)
            let method = reader.optional("contact_method", .name)
            let receiver = reader.optional("receiver", .name)
            let step = reader.optional("step", .integer(in: 1...1000))
            let incident = reader.optional(
                "incident",
                Shape<Int64>.parsed("the name of an incident", example: "INC-1") { Incident.number($0.text) }
            )
            let status = reader.optional("status", Shape<GroupNotification.Status>.word(among: [.firing, .resolved]))
            reader.exclude("user", "receiver")
            reader.exclude("contact_method", "receiver")
            if reader.key("user") == nil, reader.key("receiver") == nil {
                reader.reportMissing("user", help: "or `receiver` for one that a step names")
            }
            return ExpectedPage(
                range: reader.range,
                user: user,
                contactMethod: method,
                receiver: receiver,
                step: step,
                incident: incident,
                status: status
            )
        }
    }
}
