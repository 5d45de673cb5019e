import Alerting
import JSON
import Model

/// One Alertmanager, told as Prometheus tells it: alerts by `POST /api/v2/alerts`.
///
/// Prometheus repeats every alert each minute or so, and an alert that it stops repeating ends. We tell what changes,
/// so a firing alert carries an end that lies far enough ahead.
struct AlertmanagerService: HTTPService {
    private let settings: AlertmanagerSettings
    private let url: String

    /// How many alerts Prometheus puts into one request.
    private static let batch = 256

    /// The Alertmanager at `url`, one of those of `settings`.
    init(_ settings: AlertmanagerSettings, url: String) {
        self.settings = settings
        self.url = url
    }

    var connection: Endpoint { Endpoint(url: Secret(url), timeout: settings.timeout, http: settings.http) }
    var answers: AnswerRule { .plain }

    func requests(about telling: Telling) -> [ServiceRequest] {
        let alerts = telling.notification.alerts
        return stride(from: 0, to: alerts.count, by: Self.batch).map { start in
            var json = JSONWriter()
            json.array { json in
                for alert in alerts.dropFirst(start).prefix(Self.batch) { write(alert, telling, to: &json) }
            }
            return ServiceRequest(url: ExternalURL(url).text + "/api/v2/alerts", body: json.bytes)
        }
    }

    private func write(_ alert: NotifiedAlert, _ telling: Telling, to json: inout JSONWriter) {
        json.object { json in
            json.member("labels", alert.labels.dictionary)
            json.member("annotations", alert.annotations.dictionary)
            json.member("startsAt", alert.startsAt.rfc3339)
            json.member("endsAt", (alert.endsAt ?? telling.now + settings.validFor).rfc3339)
            json.member("generatorURL", telling.externalURL.generator(of: alert))
        }
    }
}

extension Labels {
    fileprivate var dictionary: [String: String] {
        Dictionary(pairs.map { ($0.name, $0.value) }) { _, last in last }
    }
}
