package import Model

/// Something that somebody has to answer for, and how far it has come up the ladder of its policy.
///
/// It is a value that knows no clock: every call says what time it is, gives what happened, and ``nextDeadline`` says
/// when the next one is due. What is stored of it is all that it needs to go on.
package struct Incident: Sendable, Hashable, Codable {
    /// That somebody has answered.
    package struct Acknowledgement: Sendable, Hashable, Codable {
        /// Who; nil for somebody who gave no name.
        package var person: String?
        /// When.
        package var at: Timestamp
        /// When it ends; nil for one that does not.
        package var until: Timestamp?
    }

    /// Where it stands.
    package enum State: Sendable, Hashable, Codable {
        /// Nobody has answered.
        case triggered
        /// Somebody has.
        case acknowledged(Acknowledgement)
        /// It is over.
        case resolved(at: Timestamp)
    }

    /// A person who is still to be told, unless somebody answers before.
    struct PendingNotice: Sendable, Hashable, Codable {
        var contact: Contact
        /// When, or as soon after as the contact may be told again.
        var due: Timestamp
        /// The step that names the person, counted from 1; nil for the end of the incident.
        var step: Int?
    }

    /// The number that tells it from all others of the store.
    package let number: Int64
    /// The name of its policy.
    package private(set) var policy: String
    /// When it was opened.
    package let openedAt: Timestamp
    /// Where it stands.
    package private(set) var state: State
    /// How much it matters.
    package private(set) var urgency: Urgency
    /// How many times the whole ladder has been taken before this time.
    package private(set) var round = 0
    /// The place of the step that comes next among the policy's steps, or their number when none is left of this round.
    package private(set) var nextStep = 0
    /// When that step is taken; nil while it does not climb.
    package private(set) var nextStepAt: Timestamp?
    /// The people who are still to be told, in the order in which that was decided.
    var notices: [PendingNotice] = []
    /// Everybody who was told, in order.
    package internal(set) var told: [Contact] = []
    /// The receivers that were told, in order.
    package private(set) var toldReceivers: [String] = []

    /// An incident that begins to climb at `now`.
    package init(number: Int64, policy: String, urgency: Urgency, at now: Timestamp) {
        self.number = number
        self.policy = policy
        self.urgency = urgency
        openedAt = now
        state = .triggered
        nextStepAt = now
    }

    /// The name that never changes: `INC-7`.
    package var id: String { Self.id(of: number) }

    /// Whether nobody has answered.
    package var isTriggered: Bool { state == .triggered }

    /// Whether it is over.
    package var isResolved: Bool {
        if case .resolved = state { true } else { false }
    }

    /// The next moment at which ``advance(by:at:)`` has something to do; nil when it waits for somebody.
    ///
    /// When people are told it is ``PageQueue`` that says.
    package var nextDeadline: Timestamp? {
        if case .acknowledged(let acknowledgement) = state { return acknowledgement.until }
        return nextStepAt
    }

    // MARK: The ladder

    /// Takes the steps that are due, and brings back what was acknowledged long enough.
    ///
    /// A step names who is on call when it is taken. One that is taken late, after downtime, gives those whom it tells
    /// its whole wait: none is passed over because its successor is due, too.
    package mutating func advance(by directory: OnCallDirectory, at now: Timestamp) -> [Happening] {
        var happenings: [Happening] = []
        if case .acknowledged(let acknowledgement) = state, let until = acknowledgement.until, until <= now {
            happenings.append(.acknowledgementEnded)
            trigger(at: now)
        }
        while isTriggered, let due = nextStepAt, due <= now {
            guard let policy = directory.policies[policy] else {
                nextStepAt = nil
                happenings.append(.policyMissing)
                break
            }
            if policy.steps.indices.contains(nextStep) {
                take(policy.steps[nextStep], by: directory, at: now, into: &happenings)
            } else if round < policy.repeats {
                round += 1
                nextStep = 0
            } else {
                nextStepAt = nil
                happenings.append(.exhausted)
                if let receiver = policy.whenExhausted { tell(receiver, step: nil, into: &happenings) }
            }
        }
        return happenings
    }

    private mutating func take(
        _ step: EscalationPolicy.Step,
        by directory: OnCallDirectory,
        at now: Timestamp,
        into happenings: inout [Happening]
    ) {
        let number = nextStep + 1
        nextStep = number
        guard step.hours.include(now) else {
            happenings.append(.stepPassedOver(number, round: round))
            return
        }
        happenings.append(.stepTaken(number, round: round))
        var people: [String] = []
        var isAnybodyTold = false
        for target in step.targets {
            switch target {
            case .person(let name): people.append(name)
            case .schedule(let name):
                let onCall = directory.schedules[name]?.onCall(at: now) ?? []
                if onCall.isEmpty { happenings.append(.nobodyOnCall(schedule: name)) }
                people += onCall
            case .receiver(let name):
                tell(name, step: number, into: &happenings)
                isAnybodyTold = true
            }
        }
        var seen: Set<String> = []
        for name in people where seen.insert(name).inserted {
            let entries = directory.people[name]?.notices[urgency] ?? []
            if entries.isEmpty { happenings.append(.notReachable(person: name)) }
            for entry in entries {
                let contact = Contact(name, by: entry.method)
                notices.append(PendingNotice(contact: contact, due: now + entry.after, step: number))
                isAnybodyTold = true
            }
        }
        // Where nobody could answer there is nothing to wait for.
        if isAnybodyTold { nextStepAt = now + step.wait }
    }

    private mutating func tell(_ receiver: String, step: Int?, into happenings: inout [Happening]) {
        if !toldReceivers.contains(receiver) { toldReceivers.append(receiver) }
        happenings.append(.receiverTold(receiver, step: step))
    }

    private mutating func trigger(at now: Timestamp) {
        state = .triggered
        round = 0
        nextStep = 0
        nextStepAt = now
    }

    // MARK: What people and alerts do

    /// Notes that somebody answers; it stops climbing and nobody else is told.
    ///
    /// - Parameters:
    ///   - snooze: how long the answer holds; nil for as long as the policy says.
    /// - Returns: nothing when it is over already.
    package mutating func acknowledge(
        as person: String?,
        snooze: TimeSpan? = nil,
        by directory: OnCallDirectory,
        at now: Timestamp
    ) -> [Happening] {
        guard !isResolved else { return [] }
        let length = snooze ?? directory.policies[policy]?.acknowledgementTimeout
        let acknowledgement = Acknowledgement(person: person, at: now, until: length.map { now + $0 })
        state = .acknowledged(acknowledgement)
        return [.acknowledged(by: person, until: acknowledgement.until)] + stop()
    }

    /// Goes on to the next step at once, whoever has answered; at the end of the ladder that is its first again.
    package mutating func escalate(as person: String?, at now: Timestamp) -> [Happening] {
        guard !isResolved else { return [] }
        if isTriggered, nextStepAt == nil { trigger(at: now) }
        state = .triggered
        nextStepAt = now
        return [.escalated(by: person)]
    }

    /// Notes that one of its alerts became worse or another came, and how much it matters now.
    ///
    /// What is acknowledged comes back when its policy says so; what climbs goes on climbing.
    package mutating func note(
        _ cause: EscalationPolicy.ReopenCause,
        urgency: Urgency,
        by directory: OnCallDirectory,
        at now: Timestamp
    ) -> [Happening] {
        self.urgency = urgency
        guard case .acknowledged = state, directory.policies[policy]?.reopenCauses.contains(cause) == true else {
            return []
        }
        trigger(at: now)
        return [.reopened(cause)]
    }

    /// Goes on by another policy, at the place that it has come to.
    package mutating func follow(policy name: String, at now: Timestamp) -> [Happening] {
        guard !isResolved, name != policy else { return [] }
        policy = name
        return [.policyChanged(to: name)]
    }

    /// Ends it; everybody who was told is told that, too.
    package mutating func resolve(at now: Timestamp) -> [Happening] {
        guard !isResolved else { return [] }
        state = .resolved(at: now)
        let happenings = stop()
        notices = told.map { PendingNotice(contact: $0, due: now) }
        return [.resolved] + happenings + toldReceivers.map { .receiverTold($0, step: nil) }
    }

    /// Stops climbing, and takes back what was still to be told.
    private mutating func stop() -> [Happening] {
        nextStepAt = nil
        defer { notices = [] }
        var seen: Set<Contact> = []
        return notices.map(\.contact).filter { seen.insert($0).inserted }.map { .withdrawn($0) }
    }
}
