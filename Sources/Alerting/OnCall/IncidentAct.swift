package import Model

/// Something that somebody does with an incident.
package struct IncidentAct: Sendable, Hashable {
    /// What is done.
    package enum Kind: Sendable, Hashable {
        /// It is answered, for some time or for as long as its policy says.
        case acknowledge(snooze: TimeSpan?)
        /// The next step is asked for.
        case escalate
        /// Something is written down.
        case note(String)
    }

    /// The number of the incident.
    package var number: Int64
    /// Who does it; nil for somebody who gave no name.
    package var person: String?
    /// What is done.
    package var kind: Kind
    /// What the log is to say besides.
    package var note: String?

    /// `kind`, done by `person` with the incident of that number.
    package init(_ kind: Kind, incident number: Int64, as person: String? = nil, note: String? = nil) {
        self.kind = kind
        self.note = note
        self.number = number
        self.person = person
    }
}

/// Why nothing can be done with an incident.
package enum IncidentRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is none of this number, or it was over long ago.
    case unknown(Int64)
    /// The one of this number is over.
    case resolved(Int64)

    /// What is so.
    package var description: String {
        switch self {
        case .unknown(let number): "there is no incident INC-\(number), or it was over long ago"
        case .resolved(let number): "the incident INC-\(number) is resolved already"
        }
    }
}
