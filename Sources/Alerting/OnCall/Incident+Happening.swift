package import Model

extension Incident {
    /// One line of what became of an incident.
    package enum Happening: Sendable, Hashable {
        /// It was opened under a policy.
        case opened(policy: String)
        /// A step of the ladder is taken; steps are counted from 1, rounds from 0.
        case stepTaken(Int, round: Int)
        /// A step is passed over, as it is not its time.
        case stepPassedOver(Int, round: Int)
        /// A step asked a schedule that has nobody on call.
        case nobodyOnCall(schedule: String)
        /// A step asked somebody who has no contact for the incident's urgency.
        case notReachable(person: String)
        /// A receiver is to be told how the incident stands; by which step, if it is one.
        case receiverTold(String, step: Int?)
        /// Somebody is told how the incident stands.
        case told(Contact)
        /// Somebody who was to be told is not told any more.
        case withdrawn(Contact)
        /// Somebody or a receiver, by that name, cannot be told, as the configuration no longer has it.
        case unreachable(String)
        /// Nobody is told while all of it is held back, for that reason.
        case held(because: String)
        /// What held it back is over, and it goes on where it stood.
        case released
        /// The ladder has come to its end.
        case exhausted
        /// The policy is not there any more, so that nobody else is told.
        case policyMissing
        /// It goes on by another policy.
        case policyChanged(to: String)
        /// Somebody answered.
        case acknowledged(by: String?, until: Timestamp?)
        /// The answer has ended, and it begins again at step 1.
        case acknowledgementEnded
        /// It begins again at step 1 in spite of the answer.
        case reopened(EscalationPolicy.ReopenCause)
        /// Somebody asked for the next step.
        case escalated(by: String?)
        /// Somebody wrote something down.
        case noted(String, by: String?)
        /// It is over.
        case resolved

        /// What happened, in words.
        package var text: String {
            switch self {
            case .opened(let policy): "opened, escalates by \(policy)"
            case .stepTaken(let step, let round): "step \(step)" + Self.text(ofRound: round)
            case .stepPassedOver(let step, let round):
                "step \(step)\(Self.text(ofRound: round)) passed over, it is not its time"
            case .nobodyOnCall(let schedule): "nobody is on call in \(schedule)"
            case .notReachable(let person): "\(person) has no contact for this urgency"
            case .receiverTold(let receiver, _): "told to \(receiver)"
            case .told(let contact): "told to \(contact.person) by \(contact.method)"
            case .withdrawn(let contact): "not told to \(contact.person) by \(contact.method) any more"
            case .unreachable(let name): "\(name) cannot be told, the configuration no longer has it"
            case .held(let reason): "nobody is told for now: \(reason)"
            case .released: "nothing holds it back any more"
            case .exhausted: "nobody answered, and no step is left"
            case .policyMissing: "its escalation policy is not there any more"
            case .policyChanged(let policy): "goes on by \(policy)"
            case .acknowledged(let person, let until):
                "acknowledged" + Self.text(ofPerson: person) + (until.map { " until \($0.rfc3339)" } ?? "")
            case .acknowledgementEnded: "the acknowledgement has ended"
            case .reopened(.severityRise): "back, as the severity rose"
            case .reopened(.newAlert): "back, as another alert came"
            case .escalated(let person): "next step asked for" + Self.text(ofPerson: person)
            case .noted(let text, let person): "noted\(Self.text(ofPerson: person)): \(text)"
            case .resolved: "resolved"
            }
        }

        /// Who did it; nil for what came by itself, or of somebody who gave no name.
        package var person: String? {
            switch self {
            case .acknowledged(let person, _), .escalated(let person), .noted(_, let person): person
            default: nil
            }
        }

        private static func text(ofPerson person: String?) -> String { person.map { " by \($0)" } ?? "" }

        private static func text(ofRound round: Int) -> String { round > 0 ? " (round \(round + 1))" : "" }
    }
}
