import ConfigFiles
import Diagnostics
import Testing
import YAML

/// What is served of a configuration to Alertmanager's tools.
struct AlertmanagerPartTests {
    private static func text(_ configuration: String, environment: [String: String] = [:]) throws -> String {
        try ConfigurationCase(whole: configuration, environment: environment).settings().alertmanagerPart
    }

    @Test func sectionsStandInAlertmanagersOrderWithoutOurOwnKeys() throws {
        let text = try Self.text(
            """
            staleness: 10m
            receivers:
              - name: ops
                max_age: 1h
                fallback: duty
                webhook_configs:
                  - url: "https://chat.example.com/hook/T0/secret?x=1"
                    max_alerts: 3
                    timeout: 5s
                    payload: { text: "{{firingCount}}" }
                mattermost_configs: [{ webhook_url: "https://chat.example.com/hooks/x" }]
              - { name: duty, pagerduty_configs: [{ routing_key: k1 }] }
              - name: "on call: nights"
            route:
              receiver: ops
              repeat_interval: [1h, 4h]
              resolve_through_silence: true
              group_by: ['...']
              routes: [{ matchers: [a="b", 'c=~"d|e"'], receiver: "on call: nights", continue: true }]
            silences: { min_matchers: 2 }
            log: { level: debug }
            """
        )
        #expect(
            text == #"""
                route:
                  receiver: ops
                  repeat_interval: 1h
                  group_by:
                  - "..."
                  routes:
                  - matchers:
                    - a="b"
                    - "c=~\"d|e\""
                    receiver: "on call: nights"
                    continue: true
                receivers:
                - name: ops
                  webhook_configs:
                  - url: "https://chat.example.com/<secret>"
                    max_alerts: 3
                - name: duty
                  pagerduty_configs:
                  - routing_key: <secret>
                - name: "on call: nights"

                """#
        )
    }

    @Test func secretsAndWhatComesFromOutsideAreMasked() throws {
        let text = try Self.text(
            """
            global:
              resolve_timeout: 5m
              slack_api_url: https://hooks.slack.com/services/T/B/x1
              http_config:
                basic_auth: { username: ana, password: x2 }
                http_headers: { X-Team: { values: [voice], secrets: [x3, x4] } }
                proxy_url: http://me:x5@proxy:3128
            receivers:
              - name: ops
                slack_configs: [{ channel: "#ops", api_url: "https://hooks.slack.com/services/x6" }]
                webhook_configs: [{ url: "${env:HOOK}" }, { url: "https://u:x8@example.com/" }]
            route: { receiver: ops }
            smtp:
              smarthost: mail.example.com:587
              from: Callwatch <callwatch@example.com>
              auth_username: callwatch
              auth_password: x9
              tls: starttls
            """,
            environment: ["HOOK": "https://example.com/x7"]
        )
        for number in 1...9 { #expect(!text.contains("x\(number)"), "\(text)") }
        #expect(
            text.hasPrefix(
                """
                global:
                  resolve_timeout: 5m
                  slack_api_url: <secret>
                  http_config:
                    basic_auth:
                      username: ana
                      password: <secret>
                    proxy_url: <secret>
                  smtp_smarthost: mail.example.com:587
                  smtp_from: Callwatch <callwatch@example.com>
                  smtp_auth_username: callwatch
                  smtp_auth_password: <secret>
                  smtp_require_tls: true
                route:
                  receiver: ops
                receivers:

                """
            ),
            "\(text)"
        )
        #expect(text.contains("  - channel: \"#ops\"\n    api_url: <secret>\n"), "\(text)")
        #expect(text.contains("  - url: http://<secret>\n  - url: http://<secret>\n"), "\(text)")
    }

    /// What is written is read as the same, by our own reader at least.
    @Test func whateverStandsInTextsIsReadBack() throws {
        let hostile = [
            "a: b", "# x", "- y", "tab\there", "line\nend", "quote\"s", "back\\slash", "\u{85}", "\u{2028}", "",
        ]
        let content = YAMLText.Content.list(hostile.map { .text($0, isPlain: false) })
        let text = YAMLText.text(of: .table([(key: "items", value: content), (key: "none", value: .list([]))]))
        let document = YAMLReader.read(bytes: Array(text.utf8), name: "a.yaml")
        #expect(document.diagnostics.isEmpty)
        guard case .mapping(let mapping) = document.node, case .sequence(let items) = mapping["items"] else {
            Issue.record("no list in \(text)")
            return
        }
        let read = items.items.map { node in
            if case .scalar(let scalar) = node { scalar.text.text } else { "?" }
        }
        #expect(read == hostile)
    }
}
