import Alerting
import Diagnostics
import Model

/// Makes a test of what is written, and finds what does not fit together in it.
struct RuleTestReader {
    private let file: WrittenTestFile
    private let basis: TestBasis?
    private let reloads: [RuleTest.Reload<TestBasis>]
    /// What is wrong with the test.
    private(set) var diagnostics: [Diagnostic] = []

    /// The source of series that name none, where the configuration has none.
    private static let defaultSource = "test"

    /// - Parameters:
    ///   - basis: what the test begins with; nil when that has mistakes.
    ///   - reloads: what it goes on with.
    init(file: WrittenTestFile, basis: TestBasis?, reloads: [RuleTest.Reload<TestBasis>]) {
        self.file = file
        self.basis = basis
        self.reloads = reloads
    }

    /// The test, the one of that number in its file; nil when the rules or the configuration have mistakes.
    mutating func test(_ written: WrittenTest, number: Int) -> RuleTest? {
        let interval = written.interval ?? file.evaluationInterval ?? .minutes(1)
        let series = series(of: written)
        let expectations = expectations(of: written)
        checkNames(in: written)
        checkLength(of: expectations, interval)
        let failedSteps = failedSteps(of: written, interval)
        if let last = expectations.last?.evalTime.value {
            for event in written.events where event.at.value > last {
                diagnostics.append(.lateEvent(last, at: event.at.range))
            }
        }
        if !written.looksAtWhoIsTold {
            for event in written.events {
                switch event.action {
                case .silence(let silence): diagnostics.append(.untold("a silence", at: silence.range))
                case .acknowledge(let act): diagnostics.append(.untold("an acknowledgement", at: act.range))
                case .failPoll, .reload: break
                }
            }
        }
        guard let basis else { return nil }
        if interval > basis.staleness {
            let place = written.name?.range ?? written.range
            diagnostics.append(.longInterval(interval, staleness: basis.staleness, at: place))
        }
        // Whom a notification tells is decided by all alerts together.
        let alerts = written.looksAtWhoIsTold ? nil : Set(written.alertTests.map(\.alert.text))
        return RuleTest(
            name: written.name?.value ?? "#\(number)",
            range: written.name?.range ?? written.range,
            configuration: basis.configuration(for: alerts, series: series),
            start: written.start ?? Timestamp(milliseconds: 0),
            interval: interval,
            series: series,
            failedSteps: failedSteps,
            changes: changes(in: written, alerts: alerts, series: series),
            expectations: expectations
        )
    }

    /// What happens between polls, in order of the times; of one time, reloads first.
    private func changes(in written: WrittenTest, alerts: Set<String>?, series: [InputSeries]) -> [RuleTest.Change] {
        let all =
            reloads.map { reload in
                let configuration = reload.target.configuration(for: alerts, series: series)
                return RuleTest.Change(at: reload.at, action: .reload(configuration))
            }
            + written.events.compactMap { event in
                switch event.action {
                case .silence(let silence): RuleTest.Change(at: event.at.value, action: .silence(silence))
                case .acknowledge(let act): RuleTest.Change(at: event.at.value, action: .acknowledge(act))
                case .failPoll, .reload: nil
                }
            }
        return all.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    private mutating func series(of written: WrittenTest) -> [InputSeries] {
        let sources = basis?.sources ?? []
        let defaultSource = sources.first ?? Self.defaultSource
        var reader = InputSeriesReader(knownSources: sources, defaultSource: defaultSource)
        for series in written.series { reader.add(series) }
        diagnostics += reader.diagnostics
        return reader.sources.isEmpty ? [InputSeries(source: defaultSource)] : reader.sources
    }

    /// All that is looked at, in order of the times; at one time in the order written.
    private func expectations(of written: WrittenTest) -> [RuleTest.Expectation] {
        let all =
            written.alertTests.map { RuleTest.Expectation.alerts($0) }
            + written.notificationTests.map { RuleTest.Expectation.notifications($0) }
            + written.escalationTests.map { RuleTest.Expectation.escalation($0) }
        return all.enumerated()
            .sorted { ($0.element.evalTime.value, $0.offset) < ($1.element.evalTime.value, $1.offset) }
            .map(\.element)
    }

    private mutating func checkNames(in written: WrittenTest) {
        guard let basis else { return }
        // Of many reloads to the same files there is one basis.
        let bases = ([basis] + reloads.map(\.target)).reduce(into: [ObjectIdentifier: TestBasis]()) {
            $0[ObjectIdentifier($1)] = $1
        }.values
        let alerts = Set(bases.flatMap(\.alerts))
        for test in written.alertTests where !alerts.contains(test.alert.text) {
            diagnostics.append(.unknownAlert(test.alert, known: alerts))
        }
        checkPeople(in: written, Array(bases))
        guard let place = written.notificationPlace else { return }
        guard basis.receivers != nil else {
            diagnostics.append(.noReceivers(at: place))
            return
        }
        let receivers = Set(bases.flatMap { $0.receivers ?? [] })
        let told = alerts.union(BuiltinAlert.allCases.map(\.rawValue))
        for expected in written.notificationTests.flatMap(\.expected) {
            if !receivers.contains(expected.receiver.text) {
                diagnostics.append(.unknownReceiver(expected.receiver, known: receivers.sorted()))
            }
            for name in expected.alerts ?? [] where !told.contains(name.text) {
                diagnostics.append(.unknownAlert(name, known: told))
            }
        }
    }

    private mutating func checkPeople(in written: WrittenTest, _ bases: [TestBasis]) {
        guard let place = written.escalationPlace else { return }
        guard basis?.receivers != nil else {
            // Of both kinds of tests it is said once.
            if written.notificationPlace == nil { diagnostics.append(.noReceivers(at: place)) }
            return
        }
        let receivers = Set(bases.flatMap { $0.receivers ?? [] }).sorted()
        var methods: [String: Set<String>] = [:]
        for person in bases.flatMap(\.people) { methods[person.name, default: []].formUnion(person.receivers.keys) }
        for expected in written.escalationTests.flatMap(\.expected) {
            if let receiver = expected.receiver, !receivers.contains(receiver.text) {
                diagnostics.append(.unknownReceiver(receiver, known: receivers))
            }
            guard let user = expected.user else { continue }
            guard let known = methods[user.text] else {
                diagnostics.append(.unknownUser(user, known: methods.keys.sorted()))
                continue
            }
            if let method = expected.contactMethod, !known.contains(method.text) {
                diagnostics.append(.unknownContactMethod(method, known: known.sorted()))
            }
        }
    }

    private mutating func checkLength(of expectations: [RuleTest.Expectation], _ interval: TimeSpan) {
        guard let last = expectations.last?.evalTime,
            last.value.milliseconds / interval.milliseconds >= Int64(RuleTest.maximumPolls)
        else { return }
        diagnostics.append(.tooManyPolls(interval: interval, at: last.range))
    }

    private mutating func failedSteps(of written: WrittenTest, _ interval: TimeSpan) -> Set<Int> {
        var steps: Set<Int> = []
        for event in written.events {
            guard case .failPoll = event.action else { continue }
            let (step, rest) = event.at.value.milliseconds.quotientAndRemainder(dividingBy: interval.milliseconds)
            if rest == 0 {
                steps.insert(Int(step))
            } else {
                diagnostics.append(.noPoll(event.at.value, interval: interval, range: event.at.range))
            }
        }
        return steps
    }
}

extension WrittenTest {
    /// Whether it looks at who is told, which all alerts together decide.
    fileprivate var looksAtWhoIsTold: Bool { !notificationTests.isEmpty || !escalationTests.isEmpty }
}
