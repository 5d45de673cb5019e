import Alerting
import ConfigFiles
import Diagnostics
import Model
import Testing

/// Receivers that are reached over HTTP by rules of their own, as they are read.
struct ServiceReceiverTests {
    /// The integrations of the receiver `ops`, of which `keys` are written.
    private func integrations(_ keys: String, more: String = "") throws -> [Integration] {
        let text = """
            route: { receiver: ops }
            receivers:
              - name: ops
                \(keys)
            \(more)
            """
        let files = MemoryFiles([
            "callwatch.yaml": text,
            "a.rules.yaml": "groups: [{ name: g, rules: [{ alert: A, when: queueCallCount above 1 }] }]",
            "token": "from a file\n",
            "url": "https://hooks.example.com/from-a-file\n",
        ])
        let loaded = ConfigurationFiles.load("callwatch.yaml", files: files.access)
        #expect(loaded.diagnostics.map(\.message) == [])
        return try #require(loaded.value?.alerting.receivers["ops"]).integrations
    }

    private func kind(_ keys: String, more: String = "") throws -> Integration.Kind {
        let integrations = try integrations(keys, more: more)
        #expect(integrations.count == 1)
        return try #require(integrations.first).kind
    }

    private func endpoint(_ url: String) -> Endpoint { Endpoint(url: Secret(url)) }

    @Test func endsAreToldAsAlertmanagerTellsThem() throws {
        let url = "https://example.com/x"
        let all = try integrations(
            """
            slack_configs: [{ api_url: "\(url)" }]
                msteamsv2_configs: [{ webhook_url: "\(url)" }]
                discord_configs: [{ webhook_url: "\(url)" }]
                telegram_configs: [{ bot_token: "1:a", chat_id: -100 }]
                mattermost_configs: [{ webhook_url: "\(url)" }]
                googlechat_configs: [{ url: "\(url)" }]
                dingtalk_configs: [{ url: "\(url)" }]
                feishu_configs: [{ url: "\(url)" }]
                wecom_configs: [{ url: "\(url)", send_resolved: false }]
                pagerduty_configs: [{ routing_key: k }]
                opsgenie_configs: [{ api_key: k }]
                alertmanager_configs: [{ urls: ["https://am.example.com"] }]
                webhook_configs: [{ url: "\(url)" }]
            """
        )
        #expect(
            all.map(\.name) == [
                "webhook[0]", "slack[0]", "msteamsv2[0]", "discord[0]", "telegram[0]", "mattermost[0]",
                "googlechat[0]", "dingtalk[0]", "feishu[0]", "wecom[0]", "pagerduty[0]", "opsgenie[0]",
                "alertmanager[0]",
            ]
        )
        #expect(all.filter { !$0.sendResolved }.map(\.name) == ["slack[0]", "wecom[0]"])
        #expect(all.last?.recipients == ["https://am.example.com"])
    }

    @Test func slackTakesAlertmanagersKeys() throws {
        let read = try kind(
            """
            slack_configs:
                  - api_url_file: url
                    channel: "#ops"
                    username: Callwatch
                    title: Contact centre
                    text: "<!here> *look*"
                    color: '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}'
                    pretext: Good morning
                    link_names: true
                    short_fields: false
                    timeout: 0s
            """
        )
        let expected = SlackSettings(
            endpoint: endpoint("https://hooks.example.com/from-a-file"),
            channel: "#ops",
            wording: Wording(title: "Contact centre", text: "<!here> *look*"),
            message: ["username": "Callwatch"],
            attachment: ["pretext": "Good morning"],
            linksNames: true
        )
        #expect(read == .slack(expected))
    }

    @Test(arguments: [
        ##"slack_configs: [{ app_token: xoxb, channel: "#ops", message_strategy: update }]"##,
        ##"slack_configs: [{ api_url: "https://slack.com/api/chat.postMessage", channel: "#ops", update_message: true, "##
            + "http_config: { authorization: { credentials: xoxb } } }]",
    ])
    func aBotIsKnownByItsToken(keys: String) throws {
        let expected = SlackSettings(
            endpoint: endpoint("https://slack.com/api/chat.postMessage"),
            botToken: Secret("xoxb"),
            channel: "#ops",
            updatesMessage: true
        )
        #expect(try kind(keys) == .slack(expected))
    }

    @Test func globalGivesWhatReceiversLack() throws {
        let global = """
            global:
              slack_app_token_file: token
              slack_app_url: https://slack.example.com/api/chat.postMessage
              opsgenie_api_key: genie
              opsgenie_api_url: https://jsm.example.com
              pagerduty_url: https://pd.example.com/v2/enqueue
              telegram_bot_token: "1:a"
              telegram_api_url: https://telegram.example.com
              mattermost_webhook_url: https://chat.example.com/hooks/x
            """
        let slack = SlackSettings(
            endpoint: endpoint("https://slack.example.com/api/chat.postMessage"),
            botToken: Secret("from a file"),
            channel: "#ops"
        )
        #expect(try kind(##"slack_configs: [{ channel: "#ops" }]"##, more: global) == .slack(slack))
        let opsgenie = OpsgenieSettings(endpoint: endpoint("https://jsm.example.com"), apiKey: Secret("genie"))
        #expect(try kind("opsgenie_configs: [{ send_resolved: true }]", more: global) == .opsgenie(opsgenie))
        let pagerDuty = PagerDutySettings(
            endpoint: endpoint("https://pd.example.com/v2/enqueue"),
            routingKey: Secret("k")
        )
        #expect(try kind("pagerduty_configs: [{ routing_key: k }]", more: global) == .pagerDuty(pagerDuty))
        let telegram = TelegramSettings(
            endpoint: endpoint("https://telegram.example.com"),
            botToken: Secret("1:a"),
            chat: .channel("@ops")
        )
        #expect(try kind(#"telegram_configs: [{ chat_id: "@ops" }]"#, more: global) == .telegram(telegram))
        let mattermost = MattermostSettings(endpoint: endpoint("https://chat.example.com/hooks/x"))
        #expect(try kind("mattermost_configs: [{ send_resolved: true }]", more: global) == .mattermost(mattermost))
    }

    @Test(arguments: [
        ("", "https://events.pagerduty.com/v2/enqueue", "https://api.opsgenie.com"),
        (", region: us", "https://events.pagerduty.com/v2/enqueue", "https://api.opsgenie.com"),
        (", region: eu", "https://events.eu.pagerduty.com/v2/enqueue", "https://api.eu.opsgenie.com"),
    ])
    func regionsHaveAddresses(region: String, pagerDuty: String, opsgenie: String) throws {
        guard case .pagerDuty(let first) = try kind("pagerduty_configs: [{ routing_key: k\(region) }]"),
            case .opsgenie(let second) = try kind("opsgenie_configs: [{ api_key: k\(region) }]")
        else {
            Issue.record("other kinds")
            return
        }
        #expect(first.endpoint.url.text == pagerDuty)
        #expect(second.endpoint.url.text == opsgenie)
    }

    @Test func incidentsTakeAlertmanagersKeys() throws {
        let pagerDuty = try kind(
            """
            pagerduty_configs:
                  - routing_key: k
                    client: Voice
                    client_url: https://voice.example.com
                    description: Queue trouble
                    severity: warning
                    source: cc
                    class: backlog
                    details: { team: voice, num_firing: '{{ template "x.default.y" . }}' }
                    links: [{ href: "https://wiki.example.com", text: Wiki }]
            """
        )
        let expected = PagerDutySettings(
            endpoint: endpoint("https://events.pagerduty.com/v2/enqueue"),
            routingKey: Secret("k"),
            description: "Queue trouble",
            severity: .warning,
            source: "cc",
            client: "Voice",
            clientURL: "https://voice.example.com",
            payload: ["class": "backlog"],
            details: ["team": "voice"],
            links: [.init(href: "https://wiki.example.com", text: "Wiki")]
        )
        #expect(pagerDuty == .pagerDuty(expected))
        let opsgenie = try kind(
            """
            opsgenie_configs:
                  - api_key: k
                    message: Queue trouble
                    tags: voice, queue
                    entity: cc
                    priority: P2
                    update_alerts: true
                    responders: [{ name: Voice, type: team }, { username: ana@example.com, type: user }]
            """
        )
        let alert = OpsgenieSettings(
            endpoint: endpoint("https://api.opsgenie.com"),
            apiKey: Secret("k"),
            wording: Wording(title: "Queue trouble"),
            priority: .second,
            responders: [.init(.name("Voice"), kind: .team), .init(.username("ana@example.com"), kind: .user)],
            tags: ["voice", "queue"],
            members: ["entity": "cc"],
            updatesAlerts: true
        )
        #expect(opsgenie == .opsgenie(alert))
    }

    @Test func noDescriptionShowsASecret() throws {
        let integrations = try integrations(
            """
            slack_configs: [{ app_token: hidden-token, channel: "#ops" }]
                pagerduty_configs: [{ routing_key: hidden-key }]
                opsgenie_configs: [{ api_key: hidden-key }]
                telegram_configs: [{ bot_token: hidden-token, chat_id: 1 }]
                dingtalk_configs: [{ url: "https://example.com/hidden-path", secret: hidden-secret }]
            """
        )
        var text = ""
        dump(integrations, to: &text)
        #expect(!text.contains("hidden"))
        #expect(!"\(integrations)".contains("hidden"))
    }
}
