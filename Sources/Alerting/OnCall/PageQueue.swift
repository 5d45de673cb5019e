package import Model

/// When people were told last, so that nobody is told of each incident by itself while many come at once.
///
/// One contact of one person gets at most one message in ``interval``. What is due in between waits, and goes out as one
/// message that lists the incidents. Nothing is dropped but what nobody needs to be told any more: who was to be told of
/// an incident is kept in the incident.
package struct PageQueue: Sendable, Hashable {
    /// The least time between two messages to one contact.
    package static let interval = TimeSpan.seconds(30)

    /// A message to one person.
    package struct Page: Sendable, Hashable {
        /// To whom.
        package let contact: Contact
        /// What it is about: incidents of which it is the first message before others, then by number.
        package let entries: [Entry]

        /// The numbers of the incidents that it is about.
        package var incidents: [Int64] { entries.map(\.incident) }
    }

    /// One incident of a message.
    package struct Entry: Sendable, Hashable {
        /// The number of the incident.
        package let incident: Int64
        /// The step that names the person, counted from 1; nil for the end of the incident.
        package let step: Int?
    }

    /// When each contact was told last; one told longer ago than ``interval`` may be missing.
    package private(set) var lastTold: [Contact: Timestamp]

    /// A queue that goes on where `lastTold` says.
    package init(lastTold: [Contact: Timestamp] = [:]) {
        self.lastTold = lastTold
    }

    /// When a notice goes out.
    func time(of notice: Incident.PendingNotice) -> Timestamp {
        lastTold[notice.contact].map { max($0 + Self.interval, notice.due) } ?? notice.due
    }

    /// The next moment at which ``take(from:at:)`` has something to do.
    package func nextDeadline(of incidents: some Sequence<Incident>) -> Timestamp? {
        incidents.lazy.compactMap(nextDeadline).min()
    }

    /// When somebody is told of an incident next; nil when nobody is to be told.
    func nextDeadline(of incident: Incident) -> Timestamp? {
        incident.notices.lazy.map(time).min()
    }

    /// The messages that go out now, in the order of their contacts' names; the incidents note who was told.
    package mutating func take(from incidents: inout [Int64: Incident], at now: Timestamp) -> [Page] {
        lastTold = lastTold.filter { $0.value + Self.interval > now }
        var due: [Contact: [Int64: Int?]] = [:]
        for (number, incident) in incidents {
            for notice in incident.notices where time(of: notice) <= now {
                due[notice.contact, default: [:]].updateValue(notice.step, forKey: number)
            }
        }
        let contacts = due.keys.sorted { ($0.person, $0.method) < ($1.person, $1.method) }
        return contacts.map { contact in
            let entries = due[contact, default: [:]].sorted { $0.key < $1.key }.map { Entry(incident: $0, step: $1) }
            let known = Dictionary(grouping: entries) { incidents[$0.incident]?.told.contains(contact) == true }
            for entry in entries { incidents[entry.incident]?.noteTold(contact, at: now) }
            lastTold[contact] = now
            return Page(contact: contact, entries: known[false, default: []] + known[true, default: []])
        }
    }
}

extension Incident {
    /// Notes that a contact is told what it was to be told up to now.
    fileprivate mutating func noteTold(_ contact: Contact, at now: Timestamp) {
        notices.removeAll { $0.contact == contact && $0.due <= now }
        if !told.contains(contact) { told.append(contact) }
    }
}
