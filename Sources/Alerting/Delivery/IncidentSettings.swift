package import Model

/// PagerDuty's Events API v2 (`pagerduty_configs`).
package struct PagerDutySettings: Sendable, Hashable {
    /// A link of an incident.
    package struct Link: Sendable, Hashable {
        /// The URL.
        package var href: MessageText
        /// What is shown for it.
        package var text: MessageText?

        /// A link to `href`.
        package init(href: MessageText, text: MessageText? = nil) {
            self.href = href
            self.text = text
        }
    }

    /// The Events API, `https://events.pagerduty.com/v2/enqueue`.
    package var endpoint: Endpoint
    /// The integration key of a service or an event orchestration.
    package var routingKey: Secret
    /// Instead of the usual summary, `[FIRING:2] ...`.
    package var description: MessageText?
    /// The severity of every event; nil for the alerts'.
    package var severity: Severity?
    /// What the event names as its source; nil for the host of `external_url`.
    package var source: MessageText?
    /// The name of the monitoring tool.
    package var client: MessageText
    /// The address of the monitoring tool; nil for `external_url`.
    package var clientURL: MessageText?
    /// Further members of the payload: `class`, `component`, `group`.
    package var payload: [String: MessageText]
    /// Further custom details.
    package var details: [String: MessageText]
    /// Further links.
    package var links: [Link]

    /// The severities that PagerDuty knows, the gravest first.
    package enum Severity: String, Sendable, Hashable, CaseIterable {
        case critical
        case error
        case warning
        case info
    }

    /// The service of `routingKey`.
    package init(
        endpoint: Endpoint,
        routingKey: Secret,
        description: MessageText? = nil,
        severity: Severity? = nil,
        source: MessageText? = nil,
        client: MessageText = "Callwatch",
        clientURL: MessageText? = nil,
        payload: [String: MessageText] = [:],
        details: [String: MessageText] = [:],
        links: [Link] = []
    ) {
        self.endpoint = endpoint
        self.routingKey = routingKey
        self.description = description
        self.severity = severity
        self.source = source
        self.client = client
        self.clientURL = clientURL
        self.payload = payload
        self.details = details
        self.links = links
    }
}

/// Opsgenie, and Jira Service Management with its interface (`opsgenie_configs`).
package struct OpsgenieSettings: Sendable, Hashable {
    /// Who is to answer.
    package struct Responder: Sendable, Hashable {
        /// By what it is named.
        package enum Name: Sendable, Hashable {
            case id(String)
            case name(String)
            case username(String)
        }

        /// What kind of responder it is.
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            case team
            case user
            case escalation
            case schedule
        }

        /// What it is called.
        package var name: Name
        /// What kind of responder it is.
        package var kind: Kind

        /// A responder of that name.
        package init(_ name: Name, kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// How urgent an alert is.
    package enum Priority: String, Sendable, Hashable, CaseIterable {
        case first = "P1"
        case second = "P2"
        case third = "P3"
        case fourth = "P4"
        case fifth = "P5"
    }

    /// The interface, `https://api.opsgenie.com`.
    package var endpoint: Endpoint
    /// The key of an API integration.
    package var apiKey: Secret
    /// Instead of the usual message and description.
    package var wording: Wording
    /// The priority of every alert; nil for one by severity.
    package var priority: Priority?
    /// Who is to answer.
    package var responders: [Responder]
    /// Words to find it by.
    package var tags: [MessageText]
    /// Names of actions that can be taken.
    package var actions: [String]
    /// Further members of the alert: `entity`, `note`, `source`.
    package var members: [String: MessageText]
    /// Further details.
    package var details: [String: MessageText]
    /// Whether message and description of an open alert are replaced by newer ones.
    package var updatesAlerts: Bool

    /// An integration of Opsgenie.
    package init(
        endpoint: Endpoint,
        apiKey: Secret,
        wording: Wording = Wording(),
        priority: Priority? = nil,
        responders: [Responder] = [],
        tags: [MessageText] = [],
        actions: [String] = [],
        members: [String: MessageText] = [:],
        details: [String: MessageText] = [:],
        updatesAlerts: Bool = false
    ) {
        self.endpoint = endpoint
        self.apiKey = apiKey
        self.wording = wording
        self.priority = priority
        self.responders = responders
        self.tags = tags
        self.actions = actions
        self.members = members
        self.details = details
        self.updatesAlerts = updatesAlerts
    }
}

/// Alertmanagers that are told as Prometheus tells them (`alertmanager_configs`).
package struct AlertmanagerSettings: Sendable, Hashable {
    /// Their addresses without `/api/v2/alerts`, each once and without credentials; each is settled by itself.
    package var urls: [String]
    /// How long an alert that nothing more is heard of stays with them.
    package var validFor: TimeSpan
    /// How long one request may take.
    package var timeout: TimeSpan
    /// Authentication, headers, TLS and proxy.
    package var http: HTTPSettings

    /// The Alertmanagers at `urls`.
    package init(
        urls: [String],
        validFor: TimeSpan = .hours(24),
        timeout: TimeSpan = .seconds(10),
        http: HTTPSettings = HTTPSettings()
    ) {
        self.urls = urls
        self.validFor = validFor
        self.timeout = timeout
        self.http = http
    }
}
