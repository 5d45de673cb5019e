import Alerting
package import Diagnostics
import Model

/// One test of a test file: polls at virtual time, and what is to be seen at some of them.
package struct RuleTest: Sendable {
    /// The most polls that a test may take: a week of polls every second has fewer.
    package static let maximumPolls = 1_000_000

    /// The name, or `#2` for the second of a file without one.
    package let name: String
    /// The place of the test in its file.
    package let range: SourceRange
    let configuration: AlertConfiguration
    let start: Timestamp
    let interval: TimeSpan
    let series: [InputSeries]
    /// The steps whose polls fail.
    let failedSteps: Set<Int>
    /// What else happens, in order of the times.
    let changes: [Change]
    /// What is looked at, in order of the times.
    let expectations: [Expectation]

    /// A reload that comes that long after the start.
    struct Reload<Target> {
        let at: TimeSpan
        let target: Target

        init(at: TimeSpan, to target: Target) {
            self.at = at
            self.target = target
        }
    }

    /// Something that happens between polls, that long after the start.
    struct Change: Sendable {
        enum Action: Sendable {
            case reload(AlertConfiguration)
            case silence(TestSilence)
            case acknowledge(TestAcknowledgement)
        }

        let at: TimeSpan
        let action: Action
    }

    /// Something to be looked at.
    enum Expectation: Sendable {
        case alerts(AlertTest)
        case notifications(NotificationTest)
        case escalation(EscalationTest)

        var evalTime: Located<TimeSpan> {
            switch self {
            case .alerts(let test): test.evalTime
            case .notifications(let test): test.evalTime
            case .escalation(let test): test.evalTime
            }
        }
    }

    /// Runs the test to its last expectation and says which of them failed, in order of their places.
    package func run() -> [TestFailure] {
        var course = TestCourse(self)
        var failures: [TestFailure] = []
        for expectation in expectations {
            course.advance(to: expectation.evalTime.value)
            switch expectation {
            case .alerts(let test):
                let comparison = AlertComparison(
                    test: test,
                    defaultSource: series.first?.source ?? "",
                    start: start,
                    alerts: course.alerts(named: test.alert.text)
                )
                failures += comparison.failures()
            case .notifications(let test):
                let comparison = NotificationComparison(test: test, told: course.takeTold())
                failures += comparison.failures { self.told(besides: test) }
            case .escalation(let test):
                failures += EscalationComparison(test: test, told: course.takePages()).failures()
            }
        }
        failures += course.refusals
        return failures.sorted { $0.range.start < $1.range.start }
    }

    /// How long behind an expectation that was not met it is looked whether what is expected comes too late.
    private static let hindsight = TimeSpan.minutes(10)

    /// What is told at the times that an expectation does not look at, from the start to a while behind it.
    private func told(besides test: NotificationTest) -> [NotificationComparison.Told] {
        var course = TestCourse(self)
        let earlier = expectations.compactMap { expectation -> TimeSpan? in
            guard case .notifications(let other) = expectation else { return nil }
            return other.evalTime.value < test.evalTime.value ? other.evalTime.value : nil
        }
        if let before = earlier.max() { course.advance(to: before) }
        let first = course.takeTold()
        course.advance(to: test.evalTime.value)
        _ = course.takeTold()
        course.advance(to: TimeSpan(milliseconds: test.evalTime.value.milliseconds + Self.hindsight.milliseconds))
        return first + course.takeTold()
    }
}

extension RuleTest.Reload: Sendable where Target: Sendable {}

/// A test on its way through its time.
private struct TestCourse {
    private let test: RuleTest
    private var replay: Replay
    private var nextStep = 0
    private var nextChange = 0
    /// The silences that were not made, and the incidents that were not answered for.
    private(set) var refusals: [TestFailure] = []
    private var told: [NotificationComparison.Told] = []
    private var pages: [ToldPage] = []

    init(_ test: RuleTest) {
        self.test = test
        replay = Replay(test.configuration, from: test.start)
    }

    /// Lets everything happen that happens up to that long after the start; a reload or silence before the poll of its time.
    mutating func advance(to end: TimeSpan) {
        while true {
            let poll = test.interval * Int64(nextStep)
            if test.changes.indices.contains(nextChange), test.changes[nextChange].at <= min(poll, end) {
                apply(test.changes[nextChange])
                nextChange += 1
            } else if poll <= end {
                for series in test.series { note(replay.apply(self.poll(of: series, at: nextStep))) }
                nextStep += 1
            } else {
                break
            }
        }
        note(replay.advance(to: test.start + end))
    }

    private mutating func apply(_ change: RuleTest.Change) {
        let time = test.start + change.at
        switch change.action {
        case .reload(let configuration): note(replay.reconfigure(configuration, at: time))
        case .silence(let silence):
            let (occurrences, refusal) = replay.silence(silence.draft(at: time), at: time)
            note(occurrences)
            guard let refusal else { return }
            refusals.append(
                TestFailure(
                    range: silence.range,
                    message: "no silence at \(change.at): \(refusal.text)",
                    difference: []
                )
            )
        case .acknowledge(let acknowledgement):
            let (occurrences, refusal) = replay.act(acknowledgement.act, at: time)
            note(occurrences)
            guard let refusal else { return }
            refusals.append(
                TestFailure(
                    range: acknowledgement.range,
                    message: "nothing to acknowledge at \(change.at): \(refusal)",
                    difference: []
                )
            )
        }
    }

    func alerts(named name: String) -> [(instance: AlertInstance, annotations: Labels)] {
        replay.alerts(named: name)
    }

    /// The notifications since this was last asked.
    mutating func takeTold() -> [NotificationComparison.Told] {
        defer { told = [] }
        return told
    }

    /// Who was told of incidents since this was last asked.
    mutating func takePages() -> [ToldPage] {
        defer { pages = [] }
        return pages
    }

    private func poll(of series: InputSeries, at step: Int) -> Poll {
        Poll(
            source: series.source,
            time: test.start + test.interval * Int64(step),
            result: test.failedSteps.contains(step) ? .failed : .snapshot(series.snapshot(at: step))
        )
    }

    private mutating func note(_ occurrences: [Replay.Occurrence]) {
        for case .notification(let notification, let time) in occurrences {
            told.append((time - test.start, notification))
        }
        for case .page(let notification, let time) in occurrences {
            pages += ToldPage.all(of: notification, after: time - test.start)
        }
    }
}
