import Alerting
import FoundationEssentials
import JSON
import Model

/// The body of an event: the form of PagerDuty's Events API v2.
struct PostedEvent {
    /// The most bytes of a body, as PagerDuty takes.
    static let mostBytes = 512_000
    /// The most bytes of a `dedup_key`, as PagerDuty takes.
    static let longestDedupKey = 255
    /// The most characters of a summary; what is longer is cut, as nobody's alarm may get lost over its length.
    static let longestSummary = 1024

    /// What is wrong with a body; each in the words of PagerDuty where it has some.
    struct Mistakes: Error {
        var errors: [String]
    }

    /// The credential.
    let routingKey: String
    /// Which alert of the sender.
    let dedupKey: String
    /// What is said of it.
    let action: PagerEvent.Action

    /// Reads a body, of which every mistake is told; `newKey` makes the `dedup_key` of a trigger without one.
    init(_ bytes: some Sequence<UInt8>, newKey: () -> String) throws(Mistakes) {
        let root = try Self.document(bytes)
        var errors: [String] = []
        func required(_ name: String, in value: JSONValue?, _ path: String) -> String? {
            let text = value?[name]?.text ?? ""
            if text.allSatisfy(\.isWhitespace) { errors.append("'\(path)\(name)' is missing or blank") }
            return text.allSatisfy(\.isWhitespace) ? nil : text
        }
        let routingKey = required("routing_key", in: root, "")
        let word = required("event_action", in: root, "")
        let given = root["dedup_key"].map(\.shown).flatMap { $0.isEmpty ? nil : $0 }
        if let given, given.utf8.count > Self.longestDedupKey {
            errors.append("'dedup_key' is longer than \(Self.longestDedupKey) bytes")
        }
        var action: PagerEvent.Action?
        switch word {
        case "trigger":
            let payload = root["payload"]
            let summary = required("summary", in: payload, "payload.")
            let source = required("source", in: payload, "payload.")
            let severity = required("severity", in: payload, "payload.").flatMap { word in
                let severity = PagerEvent.Severity(rawValue: word)
                if severity == nil {
                    errors.append(
                        "'payload.severity' is invalid (must be one of the following: 'critical', 'error', 'warning'"
                            + " or 'info')"
                    )
                }
                return severity
            }
            let written = payload?["timestamp"].map(\.shown)
            let timestamp = written.flatMap(Self.time)
            if written != nil, timestamp == nil { errors.append("'payload.timestamp' is no time of ISO 8601") }
            guard let summary, let source, let severity else { break }
            action = .trigger(
                PagerEvent.Payload(
                    summary: String(summary.prefix(Self.longestSummary)),
                    source: source,
                    severity: severity,
                    timestamp: timestamp,
                    component: payload?["component"]?.text,
                    group: payload?["group"]?.text,
                    eventClass: payload?["class"]?.text,
                    details: Self.details(root, payload)
                )
            )
        case "acknowledge", "resolve":
            action = word == "resolve" ? .resolve : .acknowledge
            if given == nil { errors.append("'dedup_key' is missing or blank") }
        case nil: break
        default:
            errors.append(
                "'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')"
            )
        }
        guard errors.isEmpty, let routingKey, let action else { throw Mistakes(errors: errors) }
        self.routingKey = routingKey
        self.dedupKey = given ?? newKey()
        self.action = action
    }

    private static func document(_ bytes: some Sequence<UInt8>) throws(Mistakes) -> JSONValue {
        guard !JSONDepth.isExceeded(by: bytes) else {
            throw Mistakes(errors: ["the body is nested deeper than \(JSONDepth.most) levels"])
        }
        guard JSONSyntax.mistake(in: bytes) == nil else { throw Mistakes(errors: ["JSON parse error"]) }
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw Mistakes(errors: ["JSON parse error"])
        }
        guard case .object = value else { throw Mistakes(errors: ["the body is no JSON object"]) }
        return value
    }

    /// The custom details by name, and what else the event says for people.
    private static func details(_ root: JSONValue, _ payload: JSONValue?) -> Labels {
        var details: [String: String] = [:]
        switch payload?["custom_details"] {
        case .object(let members)?:
            for (name, value) in members where !name.isEmpty { details[name] = value.shown }
        case let other?: details["custom_details"] = other.shown
        case nil: break
        }
        for name in ["client", "client_url"] {
            if let text = root[name]?.text { details[name] = text }
        }
        func lines(_ name: String, of url: String) -> String? {
            let lines = root[name]?.elements.compactMap { link in
                link[url]?.text.map { address in (link["text"]?.text).map { "\($0): \(address)" } ?? address }
            }
            return lines?.joined(separator: "\n")
        }
        if let links = lines("links", of: "href") { details["links"] = links }
        if let images = lines("images", of: "src") { details["images"] = images }
        return Labels(details)
    }

    /// A time of ISO 8601 with seconds and an offset, which PagerDuty's examples write without its colon.
    private static func time(_ text: String) -> Timestamp? {
        if let time = Timestamp(rfc3339: text) { return time }
        let end = text.suffix(5)
        guard end.count == 5, let sign = end.first, sign == "+" || sign == "-" else { return nil }
        return Timestamp(rfc3339: "\(text.dropLast(2)):\(text.suffix(2))")
    }
}
