package import Model

extension Incident {
    /// One line of what became of an incident.
    package enum Happening: Sendable, Hashable {
        /// A step of the ladder is taken; steps are counted from 1, rounds from 0.
        case stepTaken(Int, round: Int)
        /// A step is passed over, as it is not its time.
        case stepPassedOver(Int, round: Int)
        /// A step asked a schedule that has nobody on call.
        case nobodyOnCall(schedule: String)
        /// A step asked somebody who has no contact for the incident's urgency.
        case notReachable(person: String)
        /// A receiver is to be told how the incident stands.
        case receiverTold(String)
        /// Somebody is told how the incident stands.
        case told(Contact)
        /// Somebody who was to be told is not told any more.
        case withdrawn(Contact)
        /// The ladder has come to its end.
        case exhausted
        /// The policy is not there any more, so that nobody else is told.
        case policyMissing
        /// Somebody answered.
        case acknowledged(by: String?, until: Timestamp?)
        /// The answer has ended, and it begins again at step 1.
        case acknowledgementEnded
        /// It begins again at step 1 in spite of the answer.
        case reopened(EscalationPolicy.ReopenCause)
        /// Somebody asked for the next step.
        case escalated(by: String?)
        /// It is over.
        case resolved

        /// What happened, in words.
        package var text: String {
            switch self {
            case .stepTaken(let step, let round): "step \(step)" + Self.text(ofRound: round)
            case .stepPassedOver(let step, let round):
                "step \(step)\(Self.text(ofRound: round)) passed over, it is not its time"
            case .nobodyOnCall(let schedule): "nobody is on call in \(schedule)"
            case .notReachable(let person): "\(person) has no contact for this urgency"
            case .receiverTold(let receiver): "told to \(receiver)"
            case .told(let contact): "told to \(contact.person) by \(contact.method)"
            case .withdrawn(let contact): "not told to \(contact.person) by \(contact.method) any more"
            case .exhausted: "nobody answered, and no step is left"
            case .policyMissing: "its escalation policy is not there any more"
            case .acknowledged(let person, let until):
                "acknowledged" + Self.text(ofPerson: person) + (until.map { " until \($0.rfc3339)" } ?? "")
            case .acknowledgementEnded: "the acknowledgement has ended"
            case .reopened(.severityRise): "back, as the severity rose"
            case .reopened(.newAlert): "back, as another alert came"
            case .escalated(let person): "next step asked for" + Self.text(ofPerson: person)
            case .resolved: "resolved"
            }
        }

        private static func text(ofPerson person: String?) -> String { person.map { " by \($0)" } ?? "" }

        private static func text(ofRound round: Int) -> String { round > 0 ? " (round \(round + 1))" : "" }
    }
}
