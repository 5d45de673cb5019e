package import Model

/// How much an incident matters to people; the raw value is the word in the file.
package enum Urgency: String, Sendable, Hashable, Codable, CaseIterable {
    /// Somebody has to be found at once.
    case high
    /// It can wait until somebody looks.
    case low
}

/// Somebody who can be told of incidents (`users`).
package struct Person: Sendable, Hashable {
    /// One entry of a `notify` list.
    package struct Notice: Sendable, Hashable {
        /// The name of the contact method.
        package var method: String
        /// How long after the beginning of a step it is used.
        package var after: TimeSpan

        /// By `method`, that long after the beginning of a step.
        package init(by method: String, after: TimeSpan = .zero) {
            self.method = method
            self.after = after
        }
    }

    /// The name by which schedules and policies mean the person.
    package let name: String
    /// The zone in whose clocks the person is told times.
    package let zone: Zone
    /// The receiver behind each contact method, by the method's name.
    package let receivers: [String: String]
    /// How the person is told, by urgency; an urgency without entries is one for which nobody is reached.
    package let notices: [Urgency: [Notice]]

    /// A person; what `notices` name has to be among `receivers`.
    package init(name: String, zone: Zone, receivers: [String: String], notices: [Urgency: [Notice]]) {
        self.name = name
        self.zone = zone
        self.receivers = receivers
        self.notices = notices
    }
}

/// One way to one person.
package struct Contact: Sendable, Hashable, Codable {
    /// The name of the person.
    package var person: String
    /// The name of the contact method.
    package var method: String

    /// `person` by `method`.
    package init(_ person: String, by method: String) {
        self.person = person
        self.method = method
    }
}
