import Alerting
import Diagnostics
import Model
import YAML

/// A silence that somebody makes in a test.
struct TestSilence: Sendable {
    /// The place of what is written of it.
    var range: SourceRange
    var matchers: [Matcher]
    var duration: TimeSpan
    /// The name of the time interval that it keeps to.
    var interval: String?

    /// What is asked for at `time`.
    func draft(at time: Timestamp) -> SilenceDraft {
        SilenceDraft(
            matchers: matchers,
            startsAt: time,
            endsAt: time + duration,
            hours: interval.map { .during($0) } ?? .always,
            createdBy: "test",
            comment: "test"
        )
    }
}

extension Shape where Value == TestSilence {
    /// How long a silence lasts that says nothing else, as one of `callwatch silence add`.
    private static var usualDuration: TimeSpan { .hours(1) }

    /// What is silenced, for how long, and when in that time.
    static var testSilence: Shape {
        .mapping("a silence") { reader in
            let matchers = reader.required("matchers", .matcherList(isEmptyAllowed: false))
            let duration = reader.optional("duration", .positiveDuration)
            let interval = reader.optional("interval", .name)?.text
            guard let matchers else { return nil }
            return TestSilence(
                range: reader.range,
                matchers: matchers,
                duration: duration ?? usualDuration,
                interval: interval
            )
        }
    }
}
