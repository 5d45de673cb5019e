package import Model

/// An incident, and what becomes of it unless somebody answers.
package struct IncidentStatus: Sendable, Hashable {
    /// The step that comes next.
    package struct NextStep: Sendable, Hashable {
        /// The step, counted from 1; nil when none is left.
        package let step: Int?
        /// When it is taken.
        package let at: Timestamp
        /// Whom it tells, as the schedules are now: `bo (voice-primary)`, `receiver room`.
        package let names: [String]
    }

    /// Somebody who is told next.
    package struct NextNotice: Sendable, Hashable {
        /// Who, and how.
        package let contact: Contact
        /// When.
        package let at: Timestamp
    }

    /// The incident.
    package let record: IncidentRecord
    /// The step that comes next; nil when none does by itself.
    package let nextStep: NextStep?
    /// The people who are still to be told by the steps up to now, in order of the times.
    package let nextNotices: [NextNotice]
}

extension AlertEngine {
    /// Every incident that is open and those that were over not long ago, newest first.
    package var incidentStatuses: [IncidentStatus] { incidents.reversed().map(status) }

    /// The incident of a number with what comes next; nil for one that never was, or was over long ago.
    package func incidentStatus(_ number: Int64) -> IncidentStatus? { incident(number).map(status) }

    /// The incidents that an alert belongs to, newest first.
    func incidentStatuses(of alert: Fingerprint) -> [IncidentStatus] {
        incidents.reversed().filter { $0.concerns(alert) }.map(status)
    }

    private func status(of record: IncidentRecord) -> IncidentStatus {
        let notices = record.incident.notices.map {
            IncidentStatus.NextNotice(contact: $0.contact, at: pageQueue.time(of: $0))
        }
        return IncidentStatus(
            record: record,
            nextStep: nextStep(of: record.incident),
            nextNotices: notices.sorted { $0.at < $1.at }
        )
    }

    private func nextStep(of incident: Incident) -> IncidentStatus.NextStep? {
        guard incident.isTriggered, let at = incident.nextStepAt,
            let policy = configuration.onCall.policies[incident.policy]
        else { return nil }
        let isOver = incident.nextStep >= policy.steps.count
        if isOver, incident.round >= policy.repeats {
            let names = policy.whenExhausted.map { ["receiver \($0)"] } ?? []
            return IncidentStatus.NextStep(step: nil, at: at, names: names)
        }
        let index = isOver ? 0 : incident.nextStep
        let names = policy.steps[index].targets.flatMap { target -> [String] in
            switch target {
            case .person(let name): return [name]
            case .receiver(let name): return ["receiver \(name)"]
            case .schedule(let name):
                let people = configuration.onCall.schedules[name]?.onCall(at: at) ?? []
                return people.isEmpty ? ["nobody (\(name))"] : people.map { "\($0) (\(name))" }
            }
        }
        return IncidentStatus.NextStep(step: index + 1, at: at, names: names)
    }
}
