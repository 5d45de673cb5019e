import Alerting
import Model
import PeerPrograms

// Incident services and Alertmanagers, by their documentation.
extension ServiceCase {
    static let pagerDuty = ServiceCase(
        name: "PagerDuty",
        kind: { port in
            .pagerDuty(
                PagerDutySettings(
                    endpoint: endpoint(port, "/v2/enqueue"),
                    routingKey: Secret("0123456789abcdef0123456789abcdef")
                )
            )
        },
        check: { document in
            document.require(document.request.body.count <= 512_000, "larger than 512 kB")
            document.allow(
                ["client", "client_url", "dedup_key", "event_action", "links", "payload", "routing_key"],
                in: document.root,
                of: "an event"
            )
            document.require(document.text("routing_key", in: document.root).count == 32, "no integration key")
            document.text("dedup_key", in: document.root, upTo: 255)
            let action = document.text("event_action", in: document.root)
            document.require(["trigger", "resolve"].contains(action), "no action: \(action)")
            guard action == "trigger" else { return }
            let payload = document.object("payload", in: document.root)
            document.allow(
                ["class", "component", "custom_details", "group", "severity", "source", "summary", "timestamp"],
                in: payload,
                of: "a payload"
            )
            document.text("summary", in: payload, upTo: 1024)
            document.text("source", in: payload)
            let severity = document.text("severity", in: payload)
            document.require(["critical", "error", "warning", "info"].contains(severity), "severity \(severity)")
            for link in document.objects("links", in: document.root) { document.text("href", in: link) }
        },
        taken: Answer(
            status: "202 Accepted",
            body: #"{"status":"success","message":"Event processed","dedup_key":"k"}"#
        ),
        refused: Answer(
            status: "400 Bad Request",
            body: #"{"status":"invalid event","message":"Event object is invalid","errors":["routing_key"]}"#
        ),
        limited: (Answer(status: "429 Too Many Requests"), nil),
        secret: "0123456789abcdef0123456789abcdef",
        tooMany: 1000
    )

    static let opsgenie = ServiceCase(
        name: "Opsgenie",
        kind: { .opsgenie(OpsgenieSettings(endpoint: endpoint($0, ""), apiKey: Secret("genie-key-genie-key"))) },
        check: { document in
            document.require(
                document.request.header("Authorization") == "GenieKey genie-key-genie-key",
                "no key"
            )
            guard document.path == "/v2/alerts" else { return document.complain("not the alerts: \(document.path)") }
            document.allow(
                [
                    "actions", "alias", "description", "details", "entity", "message", "note", "priority",
                    "responders", "source", "tags",
                ],
                in: document.root,
                of: "an alert"
            )
            document.text("message", in: document.root, upTo: 130)
            document.text("alias", in: document.root, upTo: 512)
            document.text("description", in: document.root, upTo: 15_000)
            document.require(document.text("priority", in: document.root).hasPrefix("P"), "no priority")
        },
        taken: Answer(status: "202 Accepted", body: #"{"result":"Request will be processed","requestId":"r"}"#),
        refused: Answer(status: "422 Unprocessable Entity", body: #"{"message":"Key format is not valid!"}"#),
        limited: (Answer(status: "429 Too Many Requests"), nil),
        secret: "genie-key-genie-key"
    )

    static let alertmanager = ServiceCase(
        name: "Alertmanager",
        kind: { .alertmanager(AlertmanagerSettings(urls: ["http://127.0.0.1:\($0)/am"])) },
        check: { document in
            document.require(document.path == "/am/api/v2/alerts", "not the alerts: \(document.path)")
            document.require((1...256).contains(document.list.count), "\(document.list.count) alerts")
            for alert in document.list {
                document.allow(
                    ["annotations", "endsAt", "generatorURL", "labels", "startsAt"],
                    in: alert,
                    of: "an alert"
                )
                document.require(!document.object("labels", in: alert).isEmpty, "no labels")
                let (start, end) = (document.text("startsAt", in: alert), document.text("endsAt", in: alert))
                document.require(start < end, "ends before it starts")
            }
        },
        recipient: { "http://127.0.0.1:\($0)/am" },
        taken: Answer(),
        refused: Answer(status: "400 Bad Request", body: #""start time must be before end time""#),
        limited: (Answer(status: "503 Service Unavailable", headers: "Retry-After: 2\r\n"), 2_000),
        tooMany: 600
    )
}
