package import Alerting
package import Model

/// A daemon without a world: the engine, a store in dictionaries, and time that is turned by hand.
///
/// Every outcome is written before the next event, as the daemon does, so that ``crash(at:)`` at any point gives what
/// a restart would.
package struct EngineBench: Sendable {
    /// The engine.
    package private(set) var engine: AlertEngine
    /// What it works with.
    package private(set) var workspace = Workspace()
    /// The polls that are kept for windows.
    package private(set) var polls: [StoredPoll] = []
    /// The stored pieces of its state.
    package private(set) var store: [StateEntry.Key: StateEntry] = [:]
    /// The rows of the outbox, in their order.
    package private(set) var outbox: [Delivery] = []
    /// All transitions so far.
    package private(set) var transitions: [AlertTransition] = []
    /// All notifications so far.
    package private(set) var notifications: [Notified] = []
    /// All notifications about incidents so far.
    package private(set) var pages: [Notified] = []
    /// The alerts that began to flap or calmed down so far.
    package private(set) var turns: [FlappingTurn] = []
    /// All lines of history so far.
    package private(set) var history: [HistoryEntry] = []
    /// What became of the silence that was asked for or ended last.
    package private(set) var silence: Result<Silence, SilenceRefusal>?
    /// Why things that were posted were not taken so far.
    package private(set) var postMistakes: [PostMistake] = []
    /// What became of the incident with which something was done last.
    package private(set) var incident: Result<IncidentRecord, IncidentRefusal>?
    /// The time of the last event.
    package private(set) var now: Timestamp
    /// What is looked at after each event; a message says what is wrong.
    package var check: @Sendable (AlertEngine) -> [String] = { _ in [] }
    /// What the checks found.
    package private(set) var complaints: [String] = []

    /// A notification and when it was made.
    package struct Notified: Sendable, Hashable {
        /// When.
        package var at: Timestamp
        /// What.
        package var notification: GroupNotification
    }

    /// A daemon that starts with an empty store.
    package init(_ configuration: AlertConfiguration, at now: Timestamp = .at(0)) throws {
        let (engine, outcome) = try AlertEngine.restored(
            from: [],
            polls: [],
            configuration: configuration,
            seed: "seed",
            at: now,
            in: &workspace
        )
        self.engine = engine
        self.now = now
        keep(outcome)
    }

    /// Ends the daemon, changes a piece of its stored state, and starts it again.
    package mutating func crash(with entry: StateEntry) throws {
        store[entry.key] = entry
        try crash()
    }

    /// Ends the daemon and starts it again, with another configuration if one is given.
    package mutating func crash(at time: Timestamp? = nil, _ configuration: AlertConfiguration? = nil) throws {
        now = time ?? now
        let (engine, outcome) = try AlertEngine.restored(
            from: store.values.shuffled(),
            polls: polls.shuffled(),
            configuration: configuration ?? engine.configuration,
            seed: "another seed",
            at: now,
            in: &workspace
        )
        self.engine = engine
        keep(outcome)
    }

    /// Applies an event; deadlines on the way to it are handled at their times.
    package mutating func handle(_ event: Event, at time: Timestamp) {
        pass(until: time)
        now = max(now, time)
        keep(engine.handle(event, at: now, in: &workspace))
    }

    /// Applies an event whose outcome cannot be written: the engine stays as it was.
    package mutating func fail(_ event: Event, at time: Timestamp) {
        pass(until: time)
        var engine = engine
        _ = engine.handle(event, at: max(now, time), in: &workspace)
        workspace.takeBack()
    }

    /// Applies a poll at its time.
    package mutating func poll(_ poll: Poll) {
        handle(.poll(poll), at: poll.time)
    }

    /// Applies a poll of the source `s`.
    package mutating func poll(_ seconds: Int64, _ queues: [Int64: Double?], missing: [Int64] = []) {
        poll(.of(queues, at: .at(seconds), missing: missing))
    }

    /// Asks for a silence; gives its id.
    @discardableResult
    package mutating func silence(_ draft: SilenceDraft, at seconds: Int64) throws -> String {
        handle(.silence(draft), at: .at(seconds))
        guard let silence else { preconditionFailure("nothing became of a silence") }
        return try silence.get().id
    }

    /// Swaps the configuration.
    package mutating func reload(_ configuration: AlertConfiguration, at seconds: Int64) {
        handle(.reconfigured(configuration), at: .at(seconds))
    }

    /// Lets time pass: handles every deadline before `time`, each at its moment.
    package mutating func pass(until time: Timestamp) {
        while let deadline = engine.nextDeadline, deadline < time {
            now = max(now, deadline)
            keep(engine.handle(.tick, at: now, in: &workspace))
            if let next = engine.nextDeadline, next <= now {
                complaints.append("after a tick at \(now.testSeconds) the next deadline is \(next.testSeconds)")
                return
            }
        }
    }

    /// Lets time pass up to and at `seconds`.
    package mutating func pass(to seconds: Int64) {
        pass(until: .at(seconds) + .milliseconds(1))
        now = max(now, .at(seconds))
    }

    /// Ends attempts at all pending deliveries that `outcome` has one for.
    package mutating func attempt(_ outcome: (Delivery) -> DeliveryOutcome?) {
        let attempts = outbox.filter { $0.state == .pending }.compactMap { delivery in
            outcome(delivery).map { DeliveryAttempt(delivery: delivery, outcome: $0) }
        }
        guard !attempts.isEmpty else { return }
        handle(.attempted(attempts), at: now)
    }

    private mutating func keep(_ outcome: Outcome) {
        for effect in outcome.effects {
            switch effect {
            case .put(let entry): store[entry.key] = entry
            case .remove(let key): store[key] = nil
            case .enqueue(let delivery): outbox.append(delivery)
            case .settle(let delivery), .requeue(let delivery):
                guard let index = outbox.firstIndex(where: { $0.id == delivery.id }) else {
                    complaints.append("delivery \(delivery.id) is settled but was never put into the outbox")
                    continue
                }
                outbox[index] = delivery
            case .record(let entry): history.append(entry)
            case .keep(let poll): polls.append(poll)
            case .forgetPolls(let source, let time): polls.removeAll { $0.source == source && $0.time < time }
            }
        }
        if let answer = outcome.silence { silence = answer }
        postMistakes += outcome.postMistakes
        if let answer = outcome.incident { incident = answer }
        transitions += outcome.transitions
        turns += outcome.flapping
        notifications += outcome.notifications.map { Notified(at: now, notification: $0) }
        pages += outcome.pages.map { Notified(at: now, notification: $0) }
        complaints += check(engine).map { "at \(now.testSeconds): \($0)" }
    }

    // MARK: What tests read

    /// The transitions as `30 Backlog/1 pending->firing`.
    package var timeline: [String] {
        transitions.map { transition in
            let severity = transition.severity.map { " \($0)" } ?? ""
            let reason = transition.reason.map { " \($0.rawValue)" } ?? ""
            let element: String =
                if case .group(_, let labels) = transition.key.subject {
                    "\(labels.without("source"))"
                } else {
                    transition.labels["innoId"] ?? "-"
                }
            return "\(transition.at.testText) \(transition.key.alert)/\(element) "
                + "\(transition.from.rawValue)->\(transition.to.rawValue)\(severity)\(reason)"
        }
    }

    /// Why receivers were not told, as `30 not told to ops: silenced by ...`.
    package var untold: [String] {
        history.filter { $0.kind == .notTold }.map { "\($0.at.testText) \($0.text)" }
    }

    /// What became of incidents, as `30 INC-1: step 1`.
    package var incidentLog: [String] {
        history.filter { $0.kind == .incident }.map { "\($0.at.testText) \($0.text)" }
    }

    /// The messages about incidents as `30 ana/chat INC-1 step 1, INC-2 resolved`.
    package var paged: [String] {
        pages.map { page in
            let lines = (page.notification.page?.lines ?? []).map { line in
                line.id + (line.step.map { " step \($0)" } ?? "") + (line.isResolved ? " resolved" : "")
            }
            return "\(page.at.testText) \(page.notification.receiver) \(lines.joined(separator: ", "))"
        }
    }

    /// The notifications as `30 ops first notification: +1 -2`, by the alerts' `innoId`; one that flaps has a `~` behind
    /// it.
    package var told: [String] {
        notifications.map { notified in
            let alerts = notified.notification.alerts.map { alert in
                (alert.status == .firing ? "+" : "-") + (alert.labels["innoId"] ?? alert.labels["alertname"] ?? "?")
                    + (alert.isFlapping ? "~" : "")
            }
            return "\(notified.at.testText) \(notified.notification.receiver) "
                + "\(notified.notification.reason.text): \(alerts.joined(separator: " "))"
        }
    }
}

extension Timestamp {
    private var isWholeSecond: Bool { milliseconds % 1000 == 0 }

    /// The seconds after tests begin, without a fraction where there is none.
    package var testText: String {
        isWholeSecond ? String(Int64(testSeconds)) : String(testSeconds)
    }
}
