import Alerting
import Diagnostics
import Model
import YAML

/// Where a service keeps the data of an account (`region`).
private enum Region: String, CaseIterable {
    case us
    case eu
}

extension Shape where Value == WrittenService {
    /// An entry of `pagerduty_configs`.
    static func pagerDuty(_ sources: ReceiverSources) -> Shape {
        service("a PagerDuty receiver", sources) { reader in
            let key = reader.secret("routing_key", sources.files)
            for old in ["service_key", "service_key_file"] {
                reader.refuseContent(of: old, help: "use `routing_key` with the key of an Events API v2 integration")
            }
            if !reader.hasSecret("routing_key"), reader.key("service_key") == nil {
                reader.reportMissing("routing_key", help: "it is the integration key of an Events API v2 integration")
            }
            let url = reader.regionalAddress("url")
            let texts = reader.messageTexts("client", "client_url", "description", "source", sources: sources)
            let severity = reader.optional("severity", Shape<PagerDutySettings.Severity>.word)
            let payload = reader.messageTexts("class", "component", "group", sources: sources)
            let details = reader.textTable("details", sources)
            let links = reader.optional("links", .list(of: .pagerDutyLink(sources))) ?? []
            reader.refuseContent(of: "images", help: "`links` can lead to images")
            return { service, global, _ in
                guard let key else { return nil }
                let settings = PagerDutySettings(
                    endpoint: service.endpoint(
                        url(global.services.pagerDutyURL, { host in "https://events\(host).pagerduty.com/v2/enqueue" }),
                        global
                    ),
                    routingKey: key,
                    description: texts["description"],
                    severity: severity,
                    source: texts["source"],
                    client: texts["client"] ?? "Callwatch",
                    clientURL: texts["client_url"],
                    payload: payload,
                    details: details,
                    links: links
                )
                return .pagerDuty(settings)
            }
        }
    }

    /// An entry of `opsgenie_configs`.
    static func opsgenie(_ sources: ReceiverSources) -> Shape {
        service("an Opsgenie receiver", sources) { reader in
            let key = reader.secret("api_key", sources.files)
            let isKeyGiven = reader.hasSecret("api_key")
            let url = reader.regionalAddress("api_url")
            let wording = reader.wording(title: "message", text: "description", sources)
            let members = reader.messageTexts("entity", "note", "source", sources: sources)
            let details = reader.textTable("details", sources)
            let responders = reader.optional("responders", .list(of: .responder)) ?? []
            let tags = reader.textWords("tags", sources)
            let actions = reader.words("actions")
            let priority = reader.optional("priority", Shape<OpsgenieSettings.Priority>.word)
            let updates = reader.optional("update_alerts", .bool)
            return { service, global, diagnostics in
                if isKeyGiven, key == nil { return nil }
                return service.required(
                    "api_key",
                    key ?? global.services.opsgenieKey,
                    inGlobal: "opsgenie_api_key",
                    &diagnostics
                ).map { key in
                    let settings = OpsgenieSettings(
                        endpoint: service.endpoint(
                            url(global.services.opsgenieURL, { host in "https://api\(host).opsgenie.com" }),
                            global
                        ),
                        apiKey: key,
                        wording: wording,
                        priority: priority,
                        responders: responders,
                        tags: tags,
                        actions: actions,
                        members: members,
                        details: details,
                        updatesAlerts: updates ?? false
                    )
                    return .opsgenie(settings)
                }
            }
        }
    }

    /// An entry of `alertmanager_configs`.
    static func alertmanager(_ sources: ReceiverSources) -> Shape {
        service("an Alertmanager receiver", sources) { reader in
            let urls =
                reader.required(
                    "urls",
                    .list(of: Shape<WebAddress>.baseAddress.located, isEmptyAllowed: false)
                ) ?? []
            let validFor = reader.optional("valid_for", .positiveDuration)
            var seen: [String: SourceRange] = [:]
            for url in urls {
                let text = url.value.withoutTrailingSlash
                if let first = seen[text] {
                    reader.report(.duplicateURL(at: url.range, first: first))
                } else {
                    seen[text] = url.range
                }
            }
            return { service, global, _ in
                let endpoint = service.endpoint("", global)
                let settings = AlertmanagerSettings(
                    urls: urls.map(\.value.withoutTrailingSlash),
                    validFor: validFor ?? .hours(24),
                    timeout: endpoint.timeout,
                    http: endpoint.http
                )
                return settings.urls.isEmpty ? nil : .alertmanager(settings)
            }
        }
    }
}

extension Shape where Value == PagerDutySettings.Link {
    fileprivate static func pagerDutyLink(_ sources: ReceiverSources) -> Shape {
        .mapping("a link") { reader in
            let href = reader.required("href", .linkTarget(sources.templates))
            let text = reader.messageText("text", sources)
            return href.map { PagerDutySettings.Link(href: $0, text: text) }
        }
    }
}

extension Shape where Value == OpsgenieSettings.Responder {
    fileprivate static var responder: Shape {
        .mapping("a responder") { reader in
            let id = reader.plainText("id")
            let name = reader.plainText("name")
            let username = reader.plainText("username")
            for (first, second) in [("id", "name"), ("id", "username"), ("name", "username")] {
                reader.exclude(first, second)
            }
            let kind = reader.required("type", Shape<OpsgenieSettings.Responder.Kind>.word)
            if ["id", "name", "username"].allSatisfy({ reader.key($0) == nil }) {
                reader.reportMissing("name", help: "or its `id` or `username`")
            }
            let called: OpsgenieSettings.Responder.Name? =
                id.map { .id($0) } ?? name.map { .name($0) } ?? username.map { .username($0) }
            guard let kind, let called else { return nil }
            return OpsgenieSettings.Responder(called, kind: kind)
        }
    }
}

extension Shape where Value == MessageText {
    /// A URL, or a template of one.
    fileprivate static func linkTarget(_ templates: TemplateLibrary) -> Shape {
        .scalar(Shape<WebAddress>.webAddress.wanted, example: "https://wiki.example.com") { scalar, subject, found in
            if scalar.text.text.contains("{{") { return templates.template(scalar, &found) }
            return Shape<WebAddress>.webAddress.read(.scalar(scalar), as: subject, into: &found)
                .map { MessageText($0.text) }
        }
    }
}

extension MappingReader {
    /// The address at `key` or of `region`; what comes out chooses between it, the one of `global`, and the service's.
    fileprivate mutating func regionalAddress(
        _ key: String
    ) -> (_ global: WebAddress?, _ url: (_ host: String) -> String) -> String {
        let own = optional(key, Shape<WebAddress>.webAddress)
        let region = optional("region", Shape<Region>.word)
        exclude(key, "region")
        return { global, url in
            if let own { return own.text }
            if let region { return url(region == .eu ? ".eu" : "") }
            return global?.text ?? url("")
        }
    }
}
