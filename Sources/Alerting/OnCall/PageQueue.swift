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
        /// The numbers of the incidents that it is about: those of which it is the first message before others, then
        /// by number.
        package let incidents: [Int64]
    }

    /// When each contact was told last; one told longer ago than ``interval`` may be missing.
    package private(set) var lastTold: [Contact: Timestamp]

    /// A queue that goes on where `lastTold` says.
    package init(lastTold: [Contact: Timestamp] = [:]) {
        self.lastTold = lastTold
    }

    /// When a notice goes out.
    private func time(of notice: Incident.PendingNotice) -> Timestamp {
        lastTold[notice.contact].map { max($0 + Self.interval, notice.due) } ?? notice.due
    }

    /// The next moment at which ``take(from:at:)`` has something to do.
    package func nextDeadline(of incidents: some Sequence<Incident>) -> Timestamp? {
        var earliest: Timestamp?
        for incident in incidents {
            // Contacts are looked up for few: none goes out before it is due.
            for notice in incident.notices where notice.due < earliest ?? .distantFuture {
                earliest = min(time(of: notice), earliest ?? .distantFuture)
            }
        }
        return earliest
    }

    /// The messages that go out now, in the order of their contacts' names; the incidents note who was told.
    package mutating func take(from incidents: inout [Int64: Incident], at now: Timestamp) -> [Page] {
        lastTold = lastTold.filter { $0.value + Self.interval > now }
        var due: [Contact: Set<Int64>] = [:]
        for (number, incident) in incidents {
            for notice in incident.notices where time(of: notice) <= now {
                due[notice.contact, default: []].insert(number)
            }
        }
        let contacts = due.keys.sorted { ($0.person, $0.method) < ($1.person, $1.method) }
        return contacts.map { contact in
            let numbers = due[contact, default: []].sorted()
            let known = Dictionary(grouping: numbers) { incidents[$0]?.told.contains(contact) == true }
            for number in numbers { incidents[number]?.noteTold(contact, at: now) }
            lastTold[contact] = now
            return Page(contact: contact, incidents: known[false, default: []] + known[true, default: []])
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
