package import Model

/// Who is told of an incident until somebody answers (`escalation_policies`).
package struct EscalationPolicy: Sendable, Hashable {
    /// Whom a step tells.
    package enum Target: Sendable, Hashable {
        /// Who is on call in the schedule of that name.
        case schedule(String)
        /// The person of that name.
        case person(String)
        /// The receiver of that name.
        case receiver(String)
    }

    /// One step of the ladder.
    package struct Step: Sendable, Hashable {
        /// Whom it tells.
        package var targets: [Target]
        /// How long somebody has to answer before the next step.
        package var wait: TimeSpan
        /// The times at which it is taken; outside them it is passed over.
        package var hours: ActiveHours

        /// A step that tells `targets`.
        package init(_ targets: [Target], wait: TimeSpan, hours: ActiveHours = .always) {
            self.targets = targets
            self.wait = wait
            self.hours = hours
        }
    }

    /// How the urgency of an incident is found.
    package enum UrgencyRule: Sendable, Hashable {
        /// It is always this.
        case always(Urgency)
        /// It is the highest of its alerts' severities; high for a severity that is not listed.
        case bySeverity([String: Urgency])

        /// The urgency of an incident whose alerts have `severities`, nil for one without.
        package func urgency(of severities: some Sequence<String?>) -> Urgency {
            switch self {
            case .always(let urgency): urgency
            case .bySeverity(let urgencies):
                severities.allSatisfy { $0.flatMap { urgencies[$0] } == .low } ? .low : .high
            }
        }
    }

    /// What brings an acknowledged incident back; the raw value is the word in the file.
    package enum ReopenCause: String, Sendable, Hashable, Codable, CaseIterable {
        /// The severity of one of its alerts rose.
        case severityRise = "severity_rise"
        /// Another alert came to it.
        case newAlert = "new_alert"
    }

    /// The name by which routes mean it.
    package let name: String
    /// How the urgency is found.
    package let urgency: UrgencyRule
    /// The steps, in order.
    package let steps: [Step]
    /// How many times the whole ladder is taken again.
    package let repeats: Int
    /// The receiver that is told when the ladder has come to its end; nil for none.
    package let whenExhausted: String?
    /// How long an acknowledgement lasts; nil for one that does not end.
    package let acknowledgementTimeout: TimeSpan?
    /// What brings an acknowledged incident back.
    package let reopenCauses: Set<ReopenCause>

    /// A policy.
    package init(
        name: String,
        urgency: UrgencyRule = .always(.high),
        steps: [Step],
        repeats: Int = 0,
        whenExhausted: String? = nil,
        acknowledgementTimeout: TimeSpan? = nil,
        reopenCauses: Set<ReopenCause> = [.severityRise]
    ) {
        self.name = name
        self.urgency = urgency
        self.steps = steps
        self.repeats = repeats
        self.whenExhausted = whenExhausted
        self.acknowledgementTimeout = acknowledgementTimeout
        self.reopenCauses = reopenCauses
    }
}

/// Everybody who can be told of incidents, and the ladders that lead to them.
package struct OnCallDirectory: Sendable, Hashable {
    /// The people by name.
    package var people: [String: Person]
    /// The schedules by name.
    package var schedules: [String: Schedule]
    /// The policies by name.
    package var policies: [String: EscalationPolicy]

    /// A directory; of two of one name the first counts.
    package init(people: [Person] = [], schedules: [Schedule] = [], policies: [EscalationPolicy] = []) {
        self.people = Dictionary(people.map { ($0.name, $0) }) { first, _ in first }
        self.schedules = Dictionary(schedules.map { ($0.name, $0) }) { first, _ in first }
        self.policies = Dictionary(policies.map { ($0.name, $0) }) { first, _ in first }
    }
}
