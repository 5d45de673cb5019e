import Alerting
import FoundationEssentials
import Model

/// What is sent to do something with an incident: `as`, `duration` and `note`, as far as they are needed.
struct PostedIncidentAct {
    /// The most bytes of a body.
    static let mostBytes = 64 << 10
    /// The most bytes of a person's name.
    private static let longestName = 256
    /// The most bytes of a note.
    private static let longestNote = 4096
    /// The longest time for which an incident is left alone.
    private static let longestSnooze = TimeSpan.days(365)

    /// What is done.
    let act: IncidentAct

    private struct Body: Decodable {
        var `as`: String?
        var duration: String?
        var note: String?
    }

    /// Reads the body of a request to `endpoint`; members that nobody knows are passed over.
    init(_ bytes: some Sequence<UInt8>, to endpoint: Endpoint, incident: Int64) throws(RequestMistake) {
        let body: Body
        do {
            body = try JSONDecoder().decode(Body.self, from: Data(bytes))
        } catch {
            throw RequestMistake(message: "the body is no JSON object with the texts `as`, `duration` and `note`")
        }
        for (name, text, limit) in [("as", body.as, Self.longestName), ("note", body.note, Self.longestNote)] {
            guard let text else { continue }
            guard !text.isEmpty, text.utf8.count <= limit else {
                throw RequestMistake(message: "`\(name)` is a text of 1 to \(limit) bytes")
            }
        }
        let kind = try Self.kind(body, of: endpoint)
        let isNote = if case .note = kind { true } else { false }
        act = IncidentAct(kind, incident: incident, as: body.as, note: isNote ? nil : body.note)
    }

    private static func kind(_ body: Body, of endpoint: Endpoint) throws(RequestMistake) -> IncidentAct.Kind {
        var snooze: TimeSpan?
        if let duration = body.duration {
            guard endpoint == .acknowledgeIncident || endpoint == .snoozeIncident else {
                throw RequestMistake(message: "`duration` is how long an acknowledgement holds")
            }
            guard let span = TimeSpan(parsing: duration), span > .zero, span <= longestSnooze else {
                throw RequestMistake(message: "`duration` is a duration such as `30m`, at most 365d")
            }
            snooze = span
        }
        switch endpoint {
        case .snoozeIncident:
            guard let snooze else { throw RequestMistake(message: "`duration` is needed, such as `30m`") }
            return .acknowledge(snooze: snooze)
        case .escalateIncident: return .escalate
        case .noteIncident:
            guard let note = body.note else { throw RequestMistake(message: "`note` is needed") }
            return .note(note)
        default: return .acknowledge(snooze: snooze)
        }
    }
}
