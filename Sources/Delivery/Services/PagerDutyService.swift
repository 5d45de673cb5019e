import Alerting
import JSON
import Model

/// PagerDuty's Events API v2: one incident a group, which is triggered, updated and resolved by the same key.
struct PagerDutyService: HTTPService {
    private let settings: PagerDutySettings

    /// The greatest event in bytes, and the longest summary.
    private static let (size, summaryLength) = (512_000, 1024)

    init(_ settings: PagerDutySettings) {
        self.settings = settings
    }

    var connection: Endpoint { settings.endpoint }
    var keys: [Secret] { [settings.routingKey] }
    var answers: AnswerRule { .plain }
    var channel: String { settings.routingKey.text }
    /// 120 events a minute and integration key, as PagerDuty's support names it; its pages name no number.
    var allowances: [RateLimit.Allowance] { [RateLimit.Allowance(120, per: .minutes(1))] }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let message = telling.message(Wording(title: settings.description))
        let bytes = Fitting.most(
            message.count,
            fits: { $0.count <= Self.size },
            make: { body(telling, message, showing: $0) }
        )
        return [ServiceRequest(url: settings.endpoint.url.text, body: bytes)]
    }

    private func body(_ telling: Telling, _ message: ChatMessage, showing count: Int) -> [UInt8] {
        let isFiring = telling.notification.status == .firing
        let texts = telling.texts
        return JSONWriter.object { json in
            json.member("routing_key", settings.routingKey.text)
            json.member("event_action", isFiring ? "trigger" : "resolve")
            json.member("dedup_key", telling.groupHash)
            // An event that resolves needs no more than its key, and shows nothing else.
            guard isFiring else { return }
            json.memberIfAny("client", texts.line(settings.client))
            json.member("client_url", texts.line(settings.clientURL) ?? message.home)
            json.member("payload") { writePayload(telling, message, showing: count, to: &$0) }
            let first = message.entries.prefix(1).map { (href: $0.page, text: String?.some("First alert")) }
            let links = settings.links.compactMap { link in
                texts.line(link.href).map { (href: $0, text: texts.line(link.text)) }
            }
            json.member("links", each: first + links) { json, link in
                json.object { json in
                    json.member("href", link.href)
                    json.memberIfAny("text", link.text)
                }
            }
        }
    }

    private func writePayload(
        _ telling: Telling,
        _ message: ChatMessage,
        showing count: Int,
        to json: inout JSONWriter
    ) {
        let alerts = telling.notification.alerts
        let texts = telling.texts
        let firing = alerts.filter { $0.status == .firing }
        json.object { json in
            json.member("summary", message.title.cut(to: Self.summaryLength))
            json.member("source", texts.line(settings.source) ?? telling.externalURL.host)
            json.member("severity", (settings.severity ?? Self.severity(of: firing)).rawValue)
            json.memberIfAny("timestamp", firing.map(\.startsAt).min()?.rfc3339)
            json.members(texts.members(settings.payload))
            json.member("custom_details") { json in
                json.object { json in
                    var details = details(message, alerts: alerts, showing: count)
                    details.merge(texts.members(settings.details)) { _, own in own }
                    json.members(details)
                }
            }
        }
    }

    private func details(_ message: ChatMessage, alerts: [NotifiedAlert], showing count: Int) -> [String: String] {
        var details: [String: String] = [:]
        var room = count
        for status in [GroupNotification.Status.firing, .resolved] {
            let entries = zip(alerts, message.entries).filter { $0.0.status == status }.map(\.1)
            details["num_\(status.rawValue)"] = String(entries.count)
            guard !entries.isEmpty else { continue }
            let shown = entries.prefix(room)
            room -= shown.count
            var lines = shown.map { "\($0.text) (\($0.facts)) \($0.page)" }
            if shown.count < entries.count { lines.append("and \(entries.count - shown.count) more") }
            details[status.rawValue] = lines.joined(separator: "\n")
        }
        return details
    }

    /// The gravest of the alerts' severities, in PagerDuty's words; what it has no word for is an error.
    private static func severity(of alerts: [NotifiedAlert]) -> PagerDutySettings.Severity {
        let all = PagerDutySettings.Severity.allCases
        let known = alerts.map { alert in
            all.firstIndex { $0.rawValue == alert.labels["severity"]?.lowercased() } ?? 1
        }
        return known.min().map { all[$0] } ?? .error
    }
}
