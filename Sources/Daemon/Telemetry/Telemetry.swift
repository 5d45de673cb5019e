package import Alerting
package import Model
import Synchronization

/// Counts what the daemon does, for `/metrics`.
package final class Telemetry: Sendable {
    struct State: Sendable {
        var polls: [String: [PollGrade: UInt64]] = [:]
        var requestFailures: [String: [PollFailureReason: UInt64]] = [:]
        var unknownValues: [String: [UnknownValue: UInt64]] = [:]
        var skippedPolls: [String: UInt64] = [:]
        var pollDurations: [String: Histogram] = [:]
        var series: [String: Int] = [:]
        var evaluation = Histogram(bounds: Histogram.seconds)
        var commits = Histogram(bounds: Histogram.seconds)
        var commitFailures: UInt64 = 0
        var transitions: [AlertState: UInt64] = [:]
        var deliveries: [Destination: [DeliveryGrade: UInt64]] = [:]
        var deliveryDurations: [String: Histogram] = [:]
        var outside = Outside()
        var lastReloadSucceeded = true
        var lastReloadAt: Timestamp?

        fileprivate mutating func forgetSources(otherThan names: Set<String>) {
            polls = polls.filter { names.contains($0.key) }
            requestFailures = requestFailures.filter { names.contains($0.key) }
            unknownValues = unknownValues.filter { names.contains($0.key) }
            skippedPolls = skippedPolls.filter { names.contains($0.key) }
            pollDurations = pollDurations.filter { names.contains($0.key) }
            series = series.filter { names.contains($0.key) }
        }
    }

    /// How a poll went as a whole.
    enum PollGrade: String, Sendable, CaseIterable {
        case ok
        case partial
        case failed
    }

    /// Why a single value was not known although its request was answered.
    enum UnknownValue: String, Sendable, CaseIterable {
        case missingCode = "missing_code"
        case notANumber = "not_a_number"
    }

    /// How an attempt at a delivery ended.
    enum DeliveryGrade: String, Sendable, CaseIterable {
        case delivered
        case retried
        case dead
    }

    /// A receiver's integration.
    struct Destination: Sendable, Hashable, Comparable {
        let receiver: String
        let integration: String

        static func < (left: Destination, right: Destination) -> Bool {
            (left.receiver, left.integration) < (right.receiver, right.integration)
        }
    }

    private let state = Mutex(State())

    /// Nothing has happened yet.
    package init() {}

    /// Counts something.
    func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
    }

    /// What was counted so far.
    func snapshot() -> State { state.withLock { $0 } }

    /// Lets every series whose labels are known exist at 0, and those of other sources go.
    package func expect(sources: [String], receivers: [Receiver]) {
        state.withLock { state in
            state.forgetSources(otherThan: Set(sources))
            for source in sources {
                state.polls[source, default: [:]].fill()
                state.requestFailures[source, default: [:]].fill()
                state.unknownValues[source, default: [:]].fill()
                state.skippedPolls[source, default: 0] += 0
                state.series[source, default: 0] += 0
                if state.pollDurations[source] == nil {
                    state.pollDurations[source] = Histogram(bounds: Histogram.seconds)
                }
            }
            for receiver in receivers {
                for integration in receiver.integrations {
                    let destination = Destination(receiver: receiver.name, integration: integration.name)
                    state.deliveries[destination, default: [:]].fill()
                    let kind = Self.kind(ofIntegration: integration.name)
                    if state.deliveryDurations[kind] == nil {
                        state.deliveryDurations[kind] = Histogram(bounds: Histogram.seconds)
                    }
                }
            }
            state.transitions.fill()
        }
    }

    /// A cycle of a source is over.
    ///
    /// A poll that was not written has changed nothing, whatever was answered: it has failed. Sources that are not in
    /// the configuration any more are not counted.
    package func note(_ poll: Poll, took duration: Duration, skipped: Int, isWritten: Bool) {
        state.withLock { state in
            guard state.polls[poll.source] != nil else { return }
            let grade: PollGrade
            switch poll.result {
            case .snapshot(let snapshot) where isWritten:
                grade = poll.failures.isEmpty ? .ok : .partial
                state.series[poll.source] = snapshot.count
            case .failed, .snapshot: grade = .failed
            }
            state.polls[poll.source, default: [:]][grade, default: 0] += 1
            for failure in poll.failures {
                state.requestFailures[poll.source, default: [:]][failure.reason, default: 0] += 1
            }
            state.unknownValues[poll.source, default: [:]][.missingCode, default: 0] += UInt64(poll.missing.count)
            let notNumbers = UInt64(max(poll.notNumbers, 0))
            state.unknownValues[poll.source, default: [:]][.notANumber, default: 0] += notNumbers
            state.skippedPolls[poll.source, default: 0] += UInt64(max(skipped, 0))
            state.pollDurations[poll.source, default: Histogram(bounds: Histogram.seconds)].observe(duration)
        }
    }

    func noteEvaluation(took duration: Duration) {
        state.withLock { $0.evaluation.observe(duration) }
    }

    func noteCommit(took duration: Duration) {
        state.withLock { $0.commits.observe(duration) }
    }

    func noteCommitFailure() {
        state.withLock { $0.commitFailures += 1 }
    }

    func note(_ transitions: [AlertTransition]) {
        guard !transitions.isEmpty else { return }
        state.withLock { state in
            for transition in transitions { state.transitions[transition.to, default: 0] += 1 }
        }
    }

    /// A row of the outbox after an attempt.
    func note(settled delivery: Delivery) {
        let grade: DeliveryGrade =
            switch delivery.state {
            case .delivered: .delivered
            case .pending: .retried
            case .dead: .dead
            }
        let destination = Destination(receiver: delivery.receiver, integration: delivery.integration)
        state.withLock { $0.deliveries[destination, default: [:]][grade, default: 0] += 1 }
    }

    /// An attempt at a delivery is over.
    func noteAttempt(at delivery: Delivery, took duration: Duration) {
        let kind = Self.kind(ofIntegration: delivery.integration)
        state.withLock { $0.deliveryDurations[kind, default: Histogram(bounds: Histogram.seconds)].observe(duration) }
    }

    /// The configuration was read, successfully or not.
    func noteReload(succeeded: Bool, at time: Timestamp) {
        state.withLock { state in
            state.lastReloadSucceeded = succeeded
            if succeeded { state.lastReloadAt = time }
        }
    }

    /// `webhook` of `webhook[0]`.
    private static func kind(ofIntegration name: String) -> String {
        String(name.prefix { $0 != "[" })
    }
}

extension Dictionary where Key: CaseIterable, Value == UInt64 {
    /// Puts 0 where nothing is.
    fileprivate mutating func fill() {
        for key in Key.allCases where self[key] == nil { self[key] = 0 }
    }
}
