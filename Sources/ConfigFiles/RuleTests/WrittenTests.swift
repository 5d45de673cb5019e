import Alerting
import Diagnostics
import Model
import YAML

/// A test file as it stands, its rules and series not looked up yet.
struct WrittenTestFile {
    var ruleFiles: [Node.Scalar]?
    var configFile: Node.Scalar?
    var evaluationInterval: TimeSpan?
    var groupOrder: [Name]
    var tests: [WrittenTest]
}

/// One of a file's `tests`.
struct WrittenTest {
    var name: Located<String>?
    /// The whole of it.
    var range: SourceRange
    var interval: TimeSpan?
    var start: Timestamp?
    var series: [WrittenSeries]
    var events: [WrittenEvent]
    var alertTests: [AlertTest]
    /// The place of the key `notification_test`, if it has a value.
    var notificationPlace: SourceRange?
    var notificationTests: [NotificationTest]
    /// The place of the key `escalation_test`, if it has a value.
    var escalationPlace: SourceRange?
    var escalationTests: [EscalationTest]
}

/// One of a test's `input_series`.
struct WrittenSeries {
    var series: SourceText
    var samples: SampleSequence
}

/// One of a test's `events`.
struct WrittenEvent {
    /// What happens.
    enum Action {
        /// The poll at that time fails as a whole.
        case failPoll
        /// The files are read anew: other ones if some are named.
        case reload([Node.Scalar])
        /// Somebody makes a silence.
        case silence(TestSilence)
        /// Somebody answers for an incident.
        case acknowledge(TestAcknowledgement)
    }

    var at: Located<TimeSpan>
    var action: Action
}

extension Shape where Value == WrittenTestFile {
    /// A whole test file: promtool's keys and our own.
    static var testFile: Shape {
        .mapping("a test file") { reader in
            let ruleFiles = reader.optional("rule_files", .list(of: .scalar))
            let configFile = reader.optional("config_file", .scalar)
            let evaluationInterval = reader.optional("evaluation_interval", .positiveDuration)
            let groupOrder = reader.optional("group_eval_order", .list(of: .name))
            // It says how the results of PromQL are compared, and there are none.
            _ = reader.optional("fuzzy_compare", .bool)
            let tests = reader.required("tests", .list(of: .ruleTest, isEmptyAllowed: false))
            if reader.key("rule_files") == nil, reader.key("config_file") == nil {
                reader.reportMissing("rule_files", help: "for example `rule_files: [../*.rules.yaml]`")
            }
            return WrittenTestFile(
                ruleFiles: ruleFiles,
                configFile: configFile,
                evaluationInterval: evaluationInterval,
                groupOrder: groupOrder ?? [],
                tests: tests ?? []
            )
        }
    }
}

extension Shape where Value == WrittenTest {
    static var ruleTest: Shape {
        .mapping("a test") { reader in
            let name = reader.optional("name", .string)
            let interval = reader.optional("interval", .positiveDuration)
            let start = reader.optional("start_timestamp", .timestamp)
            let series = reader.optional("input_series", .list(of: .inputSeries))
            let events = reader.optional("events", .list(of: .testEvent))
            let alertTests = reader.optional("alert_rule_test", .list(of: .alertTest, isEmptyAllowed: false))
            let notificationPlace = reader.key("notification_test")?.range
            let notificationTests = reader.optional(
                "notification_test",
                .list(of: .notificationTest, isEmptyAllowed: false)
            )
            let escalationPlace = reader.key("escalation_test")?.range
            let escalationTests = reader.optional(
                "escalation_test",
                .list(of: .escalationTest, isEmptyAllowed: false)
            )
            if reader.node("promql_expr_test") != nil, let key = reader.key("promql_expr_test") {
                reader.report(.promqlTest(at: key.range))
            } else if reader.key("alert_rule_test") == nil, notificationPlace == nil,
                escalationPlace == nil
            {
                reader.reportMissing("alert_rule_test", help: "a test that looks at nothing cannot fail")
            }
            reader.refuseContent(of: "external_labels", help: "templates know the labels of the alert only")
            reader.refuseContent(of: "external_url", help: "templates know the labels of the alert only")
            return WrittenTest(
                name: name,
                range: reader.range,
                interval: interval,
                start: start,
                series: series ?? [],
                events: events ?? [],
                alertTests: alertTests ?? [],
                notificationPlace: notificationPlace,
                notificationTests: notificationTests ?? [],
                escalationPlace: escalationPlace,
                escalationTests: escalationTests ?? []
            )
        }
    }
}

extension Shape where Value == WrittenSeries {
    fileprivate static var inputSeries: Shape {
        .mapping("a series") { reader in
            let series = reader.required("series", .text)
            let samples = reader.required("values", .samples)
            guard let series, let samples else { return nil }
            return WrittenSeries(series: series, samples: samples)
        }
    }
}

extension Shape where Value == SampleSequence {
    fileprivate static var samples: Shape {
        .scalar("samples", example: "0+2x10 _x3 15") { scalar, _, diagnostics in
            var mistakes: [NotationMistake] = []
            let samples = SampleSequence(parsing: scalar.text.text, mistakes: &mistakes)
            diagnostics += mistakes.map { .badValues($0.message, at: scalar.text.range(of: $0.offsets)) }
            return mistakes.isEmpty ? samples : nil
        }
    }
}

extension Shape where Value == WrittenEvent {
    fileprivate static var testEvent: Shape {
        .mapping("an event") { reader in
            let at = reader.required("at", Shape<TimeSpan>.duration().located)
            let failsPoll = reader.optional("fail_poll", Shape<Affirmation>.word) != nil
            let files = reader.optional("reload", .reload)
            let silence = reader.optional("silence", .testSilence)
            let acknowledgement = reader.optional("ack", .testAcknowledgement)
            let kinds = ["fail_poll", "reload", "silence", "ack"]
            for (index, kind) in kinds.enumerated() {
                for other in kinds.dropFirst(index + 1) { reader.exclude(kind, other) }
            }
            if kinds.allSatisfy({ reader.key($0) == nil }) {
                reader.reportMissing(
                    "fail_poll",
                    help: "or `reload`, `silence` or `ack`: an event is something that happens"
                )
            }
            guard let at else { return nil }
            if failsPoll { return WrittenEvent(at: at, action: .failPoll) }
            if let silence { return WrittenEvent(at: at, action: .silence(silence)) }
            if let acknowledgement { return WrittenEvent(at: at, action: .acknowledge(acknowledgement)) }
            return files.map { WrittenEvent(at: at, action: .reload($0)) }
        }
    }
}

/// The only thing that can be said of what an event does.
private enum Affirmation: String, CaseIterable {
    case yes = "true"
}

extension Shape where Value == [Node.Scalar] {
    /// `true` for the same files again, else the files to read instead.
    fileprivate static var reload: Shape {
        let file = Shape<Node.Scalar>.scalar
        return .either(
            "`true`, a file or a list of files",
            scalar: file.map { $0.text.text == "true" && $0.style == .plain ? [] : [$0] },
            list: .list(of: file, isEmptyAllowed: false)
        )
    }
}
