import Alerting
import Diagnostics
import Model

/// Compares the alerts of a name with what a test expects of them.
struct AlertComparison {
    private let test: AlertTest
    private let defaultSource: String
    private let start: Timestamp
    private let expected: [ExpectedAlert]
    private let alerts: [Alert]

    /// An alert that is pending or firing.
    private struct Alert {
        let state: AlertState
        /// When it came into its state.
        let since: Timestamp
        let labels: Labels
        let annotations: Labels
    }

    /// - Parameters:
    ///   - defaultSource: the source whose name a test need not repeat.
    ///   - alerts: those of the name that are pending or firing.
    init(
        test: AlertTest,
        defaultSource: String,
        start: Timestamp,
        alerts: [(instance: AlertInstance, annotations: Labels)]
    ) {
        self.test = test
        self.defaultSource = defaultSource
        self.start = start
        expected = test.expected.map { expected in
            var expected = expected
            // As in promtool it need not be repeated.
            if expected.labels["alertname"] == nil { expected.labels["alertname"] = test.alert.text }
            return expected
        }
        self.alerts = alerts.map { instance, annotations in
            Alert(
                state: instance.state,
                since: instance.state == .firing ? instance.startsAt ?? instance.activeAt : instance.activeAt,
                labels: instance.currentLabels,
                annotations: annotations
            )
        }.sorted { $0.labels < $1.labels }
    }

    /// What is not as expected.
    func failures() -> [TestFailure] {
        test.state == .inactive ? activeAlerts() : differences()
    }

    // MARK: Alerts that are not to be active

    /// The alerts that are pending or firing although they have all labels of one that is to be inactive.
    private func activeAlerts() -> [TestFailure] {
        let all = expected.isEmpty ? [(test.range, Labels())] : expected.map { ($0.range, $0.labels) }
        return all.flatMap { range, labels in
            alerts.filter { $0.labels.common(with: labels) == labels }.map { alert in
                TestFailure(
                    range: range,
                    message: "\(subject): it has been \(alert.state.rawValue) since \(alert.since - start), "
                        + "and is to be inactive",
                    difference: lines(got: alert)
                )
            }
        }
    }

    // MARK: Alerts that are to be in a state

    private func differences() -> [TestFailure] {
        let got = alerts.filter { $0.state == test.state }
        var pairing = Pairing(expected: expected.count, found: got.count) { one, other in
            matches(expected[one].labels, got[other].labels) && expected[one].annotations == got[other].annotations
        }
        let isMet = pairing.partners.map { $0 != nil }
        pairing.pairRest { one, other in
            let common = expected[one].labels.common(with: got[other].labels).without("alertname")
            // The same alert with other annotations is closer than any other alert.
            return common.pairs.count + (matches(expected[one].labels, got[other].labels) ? 1000 : 0)
        }
        var failures: [TestFailure] = []
        for (index, expected) in expected.enumerated() where !isMet[index] {
            if let partner = pairing.partners[index] {
                failures.append(
                    TestFailure(
                        range: expected.range,
                        message: "\(subject): it \(verb(test.state)), but not as expected",
                        difference: lines(expected: expected, got: got[partner])
                    )
                )
            } else {
                failures.append(missing(expected))
            }
        }
        for (index, alert) in got.enumerated() where pairing.holders[index] == nil {
            failures.append(
                TestFailure(
                    range: test.range,
                    message: "\(subject): it \(verb(test.state)), and nobody expects it",
                    difference: lines(got: alert)
                )
            )
        }
        return failures
    }

    private func missing(_ expected: ExpectedAlert) -> TestFailure {
        // The severity of a rule with levels comes with firing only.
        let other = alerts.first { matches(expected.labels.without("severity"), $0.labels.without("severity")) }
        let instead = other.map { "it has been \($0.state.rawValue) since \($0.since - start)" } ?? "it is inactive"
        return TestFailure(
            range: expected.range,
            message: "\(subject): \(instead), and is to be \(test.state.rawValue)",
            difference: lines(expected: expected)
        )
    }

    /// Whether an alert has the labels that are expected; what the test does not give itself may be left out.
    private func matches(_ expected: Labels, _ got: Labels) -> Bool {
        expected == visible(got, expected)
    }

    /// The labels of an alert without those that the test leaves to their defaults.
    private func visible(_ got: Labels, _ expected: Labels) -> Labels {
        var result = got
        for (name, value) in [("source", defaultSource), ("ccId", "1"), ("vdn", "1")]
        where got[name] == value && expected[name] == nil {
            result[name] = nil
        }
        return result
    }

    // MARK: Words

    private var subject: String { "`\(test.alert.text)` at \(test.evalTime.value)" }

    private func verb(_ state: AlertState) -> String {
        state == .firing ? "fires" : "is \(state.rawValue)"
    }

    private func lines(expected: ExpectedAlert? = nil, got: Alert? = nil) -> [TestFailure.Line] {
        let labels = expected.map { expected in got.map { visible($0.labels, expected.labels) } } ?? got?.labels
        return [TestFailure.Line](
            [TestFailure.Line](
                expected: expected?.labels.lines(\.labelLine) ?? [],
                got: labels?.lines(\.labelLine) ?? []
            ),
            [TestFailure.Line](
                expected: expected?.annotations.lines(\.annotationLine) ?? [],
                got: got?.annotations.lines(\.annotationLine) ?? []
            )
        )
    }
}

extension Labels {
    /// A line for each label, by its name.
    fileprivate func lines(_ text: (Pair) -> String) -> [(name: String, line: String)] {
        pairs.map { ($0.name, text($0)) }
    }
}

extension Labels.Pair {
    fileprivate var labelLine: String { "\(name)=\"\(value.escapedForMatcher)\"" }
    fileprivate var annotationLine: String { "\(name): \(value.onOneLine)" }
}

extension String {
    /// The text with its line ends made visible.
    fileprivate var onOneLine: String {
        map { $0.isNewline ? "\\n" : String($0) }.joined()
    }
}
