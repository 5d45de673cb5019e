import Alerting
import Diagnostics
import Model
import YAML

/// Somebody's answer for an incident in a test.
struct TestAcknowledgement: Sendable {
    /// The place of what is written of it.
    var range: SourceRange
    /// The number of the incident.
    var incident: Int64
    var person: String?
    var snooze: TimeSpan?

    /// What is done.
    var act: IncidentAct {
        IncidentAct(.acknowledge(snooze: snooze), incident: incident, as: person)
    }
}

extension Shape where Value == TestAcknowledgement {
    /// `INC-1`, or which incident, who answers and for how long.
    static var testAcknowledgement: Shape {
        let number = Shape<Int64>.parsed("the name of an incident", example: "INC-1") { Incident.number($0.text) }
        let whole = Shape.mapping("an acknowledgement") { reader in
            let incident = reader.required("incident", number)
            let person = reader.optional("as", .name)?.text
            let snooze = reader.optional("snooze", .positiveDuration)
            return incident.map {
                TestAcknowledgement(range: reader.range, incident: $0, person: person, snooze: snooze)
            }
        }
        return .either(
            "the name of an incident, or a mapping with `incident`",
            scalar: number.located.map { TestAcknowledgement(range: $0.range, incident: $0.value) },
            mapping: whole
        )
    }
}
