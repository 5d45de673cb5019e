import Alerting
import Diagnostics
import Model
import YAML

/// One of a test's `alert_rule_test`: which alerts of a name are in a state at a time.
struct AlertTest: Sendable {
    /// When, after the start of the test.
    var evalTime: Located<TimeSpan>
    /// The name of the alerts.
    var alert: Name
    /// The state in which they are to be.
    var state: AlertState
    /// The place of `exp_alerts`, or of the name where there is none.
    var range: SourceRange
    /// The alerts that are to be in that state, and no others.
    var expected: [ExpectedAlert]
}

/// One of `exp_alerts`.
struct ExpectedAlert: Sendable {
    var range: SourceRange
    var labels: Labels
    /// The place of the key `exp_annotations`, if it has a value.
    var annotationsPlace: SourceRange?
    var annotations: Labels
}

extension Shape where Value == AlertTest {
    static var alertTest: Shape {
        .mapping("an alert test") { reader in
            let evalTime = reader.optional("eval_time", Shape<TimeSpan>.duration().located)
            let alert = reader.required("alertname", .name)
            let state = reader.optional("state", Shape<AlertState>.word) ?? .firing
            let expected = reader.optional("exp_alerts", Shape<[ExpectedAlert]>.list(of: .expectedAlert).located)
            if state == .inactive {
                for case let place? in expected?.value.map(\.annotationsPlace) ?? [] {
                    reader.report(.inactiveAnnotations(at: place))
                }
            }
            guard let alert else { return nil }
            return AlertTest(
                evalTime: evalTime ?? Located(.zero, at: alert.range),
                alert: alert,
                state: state,
                range: expected?.range ?? alert.range,
                expected: expected?.value ?? []
            )
        }
    }
}

extension Shape where Value == ExpectedAlert {
    fileprivate static var expectedAlert: Shape {
        .mapping("an expected alert") { reader in
            let labels = reader.optional("exp_labels", .texts)
            let annotationsPlace = reader.key("exp_annotations")?.range
            let annotations = reader.optional("exp_annotations", .texts)
            return ExpectedAlert(
                range: reader.range,
                labels: labels ?? [:],
                annotationsPlace: annotationsPlace,
                annotations: annotations ?? [:]
            )
        }
    }
}

extension Shape where Value == Labels {
    /// A mapping of names to texts, as they are.
    fileprivate static var texts: Shape {
        Shape<[TableEntry<Located<String>>]>.table(of: .string).map { entries in
            Labels(entries.map { ($0.name.value, $0.value.value) })
        }
    }
}
