package import Model

/// The engine driven by recorded polls, at the times of the recording: what would have happened.
///
/// Whatever it would have sent counts as delivered at once.
package struct Replay: Sendable {
    /// Something that would have happened.
    package enum Occurrence: Sendable {
        /// An alert of a rule changed.
        case transition(AlertTransition)
        /// A receiver was told.
        case notification(GroupNotification, at: Timestamp)
        /// Somebody was told of incidents; the notification has its ``GroupNotification/page``.
        case page(GroupNotification, at: Timestamp)
        /// An alert of a rule began to flap or calmed down.
        case flapping(FlappingTurn)
    }

    /// How many moments that the engine waits for are worked off between two polls.
    ///
    /// So many ticks of 5 minutes are a month. Behind them the engine goes on at the next poll, as a daemon does that
    /// stood still meanwhile: where the clock of a recording jumps by decades, nobody wants what would have been repeated.
    private static let mostMoments = 10_000

    private var engine: AlertEngine
    private var workspace = Workspace()
    /// The alerts' past; nil where nobody asks for explanations.
    private var past: AlertPast?

    /// A replay under `configuration`, which begins at `start`, the time of the first poll.
    ///
    /// - Parameter keepsPast: whether it remembers what explanations say of the alerts' past.
    package init(_ configuration: AlertConfiguration, from start: Timestamp, keepsPast: Bool = false) {
        engine = AlertEngine(configuration: configuration, seed: "replay", at: start)
        past = keepsPast ? AlertPast() : nil
    }

    /// Applies the next poll, after every moment before it that the engine waits for.
    package mutating func apply(_ poll: Poll) -> [Occurrence] {
        pass { $0 < poll.time } + apply(.poll(poll), at: poll.time)
    }

    /// Goes on to `time`: every moment up to it that the engine waits for.
    package mutating func advance(to time: Timestamp) -> [Occurrence] {
        pass { $0 <= time }
    }

    /// Swaps the configuration at `time`, as a reload does.
    package mutating func reconfigure(_ configuration: AlertConfiguration, at time: Timestamp) -> [Occurrence] {
        advance(to: time) + apply(.reconfigured(configuration), at: time)
    }

    /// Makes a silence at `time`, after what happens up to then; a refusal says why there is none.
    package mutating func silence(
        _ draft: SilenceDraft,
        at time: Timestamp
    ) -> (occurrences: [Occurrence], refusal: SilenceRefusal?) {
        handle(.silence(draft), at: time) { $0.silence }
    }

    /// Does something with an incident at `time`, after what happens up to then; a refusal says why nothing was done.
    package mutating func act(
        _ act: IncidentAct,
        at time: Timestamp
    ) -> (occurrences: [Occurrence], refusal: IncidentRefusal?) {
        handle(.act(act), at: time) { $0.incident }
    }

    /// Handles something that may be refused, after what happens up to then; `result` says what became of it.
    private mutating func handle<Success, Refusal: Error>(
        _ event: Event,
        at time: Timestamp,
        result: (Outcome) -> Result<Success, Refusal>?
    ) -> (occurrences: [Occurrence], refusal: Refusal?) {
        let before = advance(to: time)
        let outcome = handle(event, at: time)
        let all = before + Self.occurrences(of: outcome, at: time)
        guard case .failure(let refusal) = result(outcome) else { return (all, nil) }
        return (all, refusal)
    }

    /// The alerts of that name that are pending or firing, each with what its annotations say of the newest poll.
    package func alerts(named name: String) -> [(instance: AlertInstance, annotations: Labels)] {
        engine.alerts.filter { $0.key.alert == name && $0.key.group != nil }.map { instance in
            (instance, engine.notified(instance).annotations)
        }
    }

    /// The alerts that `question` asks for, at the newest poll; their past as far as it was kept.
    package func explain(_ question: ExplanationQuestion) -> ExplanationAnswer {
        let answer = engine.explainer(workspace).answer(question)
        guard case .found(var list) = answer, let past else { return answer }
        list.explanations = list.explanations.map(past.completing)
        return .found(list)
    }

    /// Where every SLA stands at the newest poll.
    package var objectives: [ObjectiveStatus] { engine.objectives }

    private mutating func pass(while isDue: (Timestamp) -> Bool) -> [Occurrence] {
        var occurrences: [Occurrence] = []
        for _ in 0..<Self.mostMoments {
            guard let deadline = engine.nextDeadline, isDue(deadline) else { break }
            occurrences += apply(.tick, at: deadline)
        }
        return occurrences
    }

    private mutating func apply(_ event: Event, at time: Timestamp) -> [Occurrence] {
        Self.occurrences(of: handle(event, at: time), at: time)
    }

    /// Applies an event, and lets what it sends be delivered.
    private mutating func handle(_ event: Event, at time: Timestamp) -> Outcome {
        let outcome = engine.handle(event, at: time, in: &workspace)
        past?.note(outcome.effects)
        var attempts: [DeliveryAttempt] = []
        for case .enqueue(let delivery) in outcome.effects {
            attempts.append(DeliveryAttempt(delivery: delivery, outcome: .delivered))
        }
        if !attempts.isEmpty {
            let settled = engine.handle(.attempted(attempts), at: time, in: &workspace)
            past?.note(settled.effects)
        }
        return outcome
    }

    /// Not the instance's: one that is asked would be copied before its arguments, and all that they change with it.
    private static func occurrences(of outcome: Outcome, at time: Timestamp) -> [Occurrence] {
        // Built-in alerts speak of Callwatch's own work, which a recording says nothing of.
        outcome.transitions.filter { $0.key.group != nil }.map { .transition($0) }
            + outcome.flapping.map { .flapping($0) } + outcome.notifications.map { .notification($0, at: time) }
            + outcome.pages.map { .page($0, at: time) }
    }
}
