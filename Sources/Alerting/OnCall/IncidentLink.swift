package import Model

/// A link with which somebody answers incidents without a login: all that it says is signed.
package struct IncidentLink: Sendable, Hashable {
    /// What it does; the raw value is the word in its path.
    package enum Action: String, Sendable, Hashable, CaseIterable {
        /// Acknowledges.
        case acknowledge = "ack"
        /// Acknowledges for ``IncidentLink/snooze``.
        case snooze
    }

    /// How long a link can be used.
    package static let validity = TimeSpan.hours(24)
    /// How long an incident is left alone by a link that snoozes it.
    package static let snooze = TimeSpan.minutes(30)
    /// The path below which links are.
    package static let folder = "/incident"

    /// The numbers of the incidents.
    package let incidents: [Int64]
    /// Who was given the link: a person, or a receiver.
    package let person: String
    /// What it does.
    package let action: Action
    /// When it ends.
    package let endsAt: Timestamp

    /// A link for `person`.
    package init(_ action: Action, incidents: [Int64], person: String, endsAt: Timestamp) {
        self.incidents = incidents
        self.person = person
        self.action = action
        self.endsAt = endsAt
    }

    /// The incidents in a path, `INC-7,INC-8`; nil for any other text.
    package static func incidents(_ text: String) -> [Int64]? {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Incident.number(String($0)) }
        let known = numbers.compactMap { $0 }
        return known.count == numbers.count ? known : nil
    }

    /// The incidents as a path names them.
    package var names: String { incidents.map(Incident.id).joined(separator: ",") }

    /// What is signed: no two links have the same text, as nothing but the person may hold a line feed and it is last.
    package var signedText: String {
        "callwatch incident link\n\(action.rawValue)\n\(names)\n\(endsAt.milliseconds)\n\(person)"
    }

    /// Where it leads below the daemon's address; `signature` is the code of ``signedText``.
    package func path(signature: [UInt8]) -> String {
        let digits = signature.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return "\(Self.folder)/\(names)/\(action.rawValue)"
            + "?for=\(Self.escaped(person))&until=\(endsAt.milliseconds)&signature=\(digits)"
    }

    /// A text as a query's value: what is not unreserved (RFC 3986 section 2.3) as `%XX`.
    private static func escaped(_ text: String) -> String {
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        return text.utf8.reduce(into: "") { text, byte in
            if unreserved.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    /// It as an act on one of its incidents.
    package func act(on incident: Int64) -> IncidentAct {
        IncidentAct(.acknowledge(snooze: action == .snooze ? Self.snooze : nil), incident: incident, as: person)
    }
}

extension Incident {
    /// The name of the incident of a number: `INC-7`.
    package static func id(of number: Int64) -> String { "INC-\(number)" }

    /// The number in a name, `INC-7`; nil for any other text.
    package static func number(_ id: String) -> Int64? {
        guard id.hasPrefix("INC-"), let number = Int64(id.dropFirst(4)), number > 0, Self.id(of: number) == id else {
            return nil
        }
        return number
    }
}
