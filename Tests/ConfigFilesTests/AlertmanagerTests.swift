import Alerting
import ConfigFiles
import Diagnostics
import Model
import Testing

/// Configurations as Alertmanager's users have them.
struct AlertmanagerTests {
    @Test func aWholeConfigurationLoadsUnchanged() throws {
        let settings = try ConfigurationCase(
            whole: """
                global:
                  resolve_timeout: 10m
                  smtp_smarthost: 'localhost:25'
                  smtp_from: 'alerts@example.org'
                  smtp_auth_username: 'alerts'
                  smtp_auth_password_file: mail-password
                  smtp_hello: monitor.example.org
                  smtp_require_tls: false
                  slack_api_url: 'https://hooks.slack.example/services/x'
                  http_config:
                    follow_redirects: false
                    proxy_url: http://proxy.example.org:3128
                route:
                  group_by: ['alertname', 'cluster']
                  group_wait: 45s
                  group_interval: 4m
                  repeat_interval: 12h
                  receiver: mails
                  routes:
                    - match_re: { service: ^(queue|ivr)$ }
                      receiver: hooks
                      routes:
                        - match: { severity: critical }
                          receiver: pager
                          continue: true
                    - matchers: ['owner="team-b"', 'site!="test"']
                      receiver: hooks
                receivers:
                  - name: mails
                    email_configs:
                      - to: 'a@example.org, "Lead, B" <b@example.org>, a@example.org'
                        send_resolved: true
                        headers: { Subject: 'Queue trouble', X-Team: voice }
                      - to: c@example.org
                        smarthost: 'smtp.example.org:465'
                        auth_username: other
                        auth_password: pw
                        tls_config: { insecure_skip_verify: true, min_version: TLS12 }
                  - name: hooks
                    webhook_configs:
                      - url_file: hook-url
                        send_resolved: false
                        max_alerts: 5
                        timeout: 3s
                      - url: http://127.0.0.1:8080/
                        http_config:
                          bearer_token: tk
                          http_headers:
                            X-Scope: { values: [a, b], secrets: [c], files: [header] }
                  - name: pager
                """,
            files: ["etc/mail-password": "secret\n", "etc/hook-url": "https://h.example.org/x\n", "etc/header": "d\n"]
        ).settings()

        #expect(settings.alerting.resolveTimeout == .minutes(10))
        let integrations = try ["mails", "hooks"].map { try #require(settings.alerting.receivers[$0]).integrations }
        guard case .email(let first) = integrations[0][0].kind, case .email(let second) = integrations[0][1].kind,
            case .webhook(let hook) = integrations[1][0].kind, case .webhook(let local) = integrations[1][1].kind
        else {
            Issue.record("other kinds than written")
            return
        }
        #expect(first.to == ["a@example.org", "b@example.org"])
        #expect(first.headers.map(\.name) == ["Subject", "X-Team"])
        #expect(
            first.smtp
                == SMTPSettings(
                    host: "localhost",
                    port: 25,
                    hello: "monitor.example.org",
                    username: "alerts",
                    password: Secret("secret"),
                    security: .clear
                )
        )
        #expect(second.smtp.security == .implicit)
        #expect((second.smtp.username, second.smtp.password) == ("other", Secret("pw")))
        #expect(second.smtp.tls.insecureSkipVerify)
        #expect(integrations[0].map(\.sendResolved) == [true, false])
        #expect(hook.url == Secret("https://h.example.org/x"))
        #expect((hook.timeout, hook.maxAlerts) == (.seconds(3), 5))
        #expect(hook.http == HTTPSettings(proxyURL: Secret("http://proxy.example.org:3128")))
        #expect(local.http.authorization == .init(type: "Bearer", credentials: Secret("tk")))
        #expect(local.http.headers.map(\.value.text) == ["a", "b", "c", "d"])
        #expect(integrations[1].map(\.name) == ["webhook[0]", "webhook[1]"])
    }

    @Test func defaultsOfAlertmanagerMayBeWrittenOut() throws {
        _ = try ConfigurationCase(
            whole: """
                global:
                  smtp_from: a@example.org
                  smtp_hello: localhost
                  smtp_smarthost: mail.example.org:25
                  smtp_require_tls: true
                  http_config: { enable_http2: true, follow_redirects: false }
                  pagerduty_url: https://events.pagerduty.com/v2/enqueue
                route: { receiver: m, continue: false, group_wait: 30s, group_interval: 5m, repeat_interval: 4h }
                receivers:
                  - name: m
                    email_configs:
                      - send_resolved: false
                        to: b@example.org
                        headers: { Subject: '{{ template "email.default.subject" . }}' }
                        html: '{{ template "email.default.html" . }}'
                        text: ''
                        require_tls: true
                inhibit_rules: []
                templates: []
                """
        ).settings()
    }

    @Test func inhibitionRulesAreReadInAllForms() throws {
        let rules = try ConfigurationCase(
            """
            inhibit_rules:
              - source_match: { severity: 'critical' }
                target_match: { severity: 'warning' }
                equal: ['alertname', 'cluster', 'service']
              - name: centre-down
                source_matchers: [ alertname = "SourceDown" ]
                target_matchers:
                  - 'severity=~"warning|info"'
                  - team!=""
                equal: [source]
              - source_match_re: { alertname: 'Down.*' }
                source_match: { team: it }
                target_match_re: { alertname: 'Slow.*' }
              - source_matchers: ['{alertname="A", site=~"x|y"}']
                target_matchers: ['"ort"="Köln"']
            """
        ).settings().alerting.inhibitRules
        #expect(rules.map(\.name) == [nil, "centre-down", nil, nil])
        #expect(rules.map(\.equal) == [["alertname", "cluster", "service"], ["source"], [], []])
        #expect(
            rules.map { $0.sourceMatchers.map(\.description) } == [
                [#"severity="critical""#], [#"alertname="SourceDown""#], [#"team="it""#, #"alertname=~"Down.*""#],
                [#"alertname="A""#, #"site=~"x|y""#],
            ]
        )
        #expect(
            rules.map { $0.targetMatchers.map(\.description) } == [
                [#"severity="warning""#], [#"severity=~"warning|info""#, #"team!="""#], [#"alertname=~"Slow.*""#],
                [#"ort="Köln""#],
            ]
        )
    }

    @Test func mutesAndTheirIntervalsLoadUnchanged() throws {
        let settings = try ConfigurationCase(
            whole: """
                route:
                  receiver: chat
                  group_by: ['...']
                  routes:
                    - matchers: [ 'job="batch"' ]
                      mute_time_intervals: [ offhours, holidays ]
                    - receiver: pager
                      matchers: [ severity="page" ]
                      active_time_intervals: [ weekdays ]
                      continue: true
                time_intervals:
                  - name: weekdays
                    time_intervals:
                      - weekdays: ['monday:friday']
                        times: [ { start_time: '09:00', end_time: '17:00' } ]
                        location: 'Australia/Sydney'
                  - name: holidays
                    time_intervals:
                      - { days_of_month: ['1'], months: ['january'] }
                      - { days_of_month: ['-1'], months: ['12'], years: ['2026:2028'] }
                mute_time_intervals:
                  - name: offhours
                    time_intervals:
                      - times: [ { start_time: '00:00', end_time: '09:00' }, { start_time: '17:00', end_time: '24:00' } ]
                      - weekdays: ['saturday', 'sunday']
                receivers: [ { name: chat }, { name: pager } ]
                """
        ).settings()
        let routes = settings.alerting.route.routes
        #expect(routes.map { $0.hours.muted.map(\.name) } == [["offhours", "holidays"], []])
        #expect(routes.map { $0.hours.active.map(\.name) } == [[], ["weekdays"]])
        #expect(settings.alerting.timeIntervals.keys.sorted() == ["holidays", "offhours", "weekdays"])
    }

    @Test(arguments: [
        ("smtp: { smarthost: 'm.example.com:25', from: a@example.com }", SMTPSettings.Security.startTLS),
        ("smtp: { smarthost: 'm.example.com:465', from: a@example.com }", .implicit),
        ("smtp: { smarthost: 'm.example.com:465', from: a@example.com, tls: starttls }", .startTLS),
        ("smtp: { smarthost: 'm.example.com:25', from: a@example.com, tls: none }", .clear),
        ("global: { smtp_smarthost: 'm.example.com:25', smtp_from: a@example.com, smtp_require_tls: true }", .startTLS),
        ("global: { smtp_smarthost: 'm.example.com:25', smtp_from: a@example.com, smtp_require_tls: false }", .clear),
        (
            "global: { smtp_smarthost: 'm.example.com:465', smtp_from: a@example.com, smtp_require_tls: false }",
            .implicit
        ),
        (
            "global: { smtp_smarthost: 'm.example.com:25', smtp_from: a@example.com, smtp_force_implicit_tls: true }",
            .implicit
        ),
    ])
    func mailIsPrivateUnlessTheFileSaysOtherwise(_ text: String, _ security: SMTPSettings.Security) throws {
        let settings = try ConfigurationCase(
            whole: "route: { receiver: m }\nreceivers: [{ name: m, email_configs: [{ to: b@example.com }] }]\n\(text)"
        ).settings()
        guard case .email(let email) = try #require(settings.alerting.receivers["m"]?.integrations.first).kind else {
            Issue.record("no mail")
            return
        }
        #expect(email.smtp.security == security)
    }

    @Test func signingKeysMayBeSeveral() throws {
        let settings = try ConfigurationCase(
            whole: """
                route: { receiver: m }
                receivers:
                  - name: m
                    webhook_configs:
                      - { url: "https://a.example.com", secret: whsec_AQID }
                      - { url: "https://a.example.com", secret: [whsec_AQID, whsec_BAU=] }
                """
        ).settings()
        let integrations = try #require(settings.alerting.receivers["m"]).integrations
        let keys = integrations.map { integration -> [[UInt8]] in
            if case .webhook(let webhook) = integration.kind { webhook.signingKeys.map(\.bytes) } else { [] }
        }
        #expect(keys == [[[1, 2, 3]], [[1, 2, 3], [4, 5]]])
    }

    @Test(arguments: [
        "a@example.com", "Ops <a@example.com>", #""Ops, \"night\"" <a@example.com>"#, "a.b+c/d=e@x", "a@[127.0.0.1]",
        "a@example.com,", " a@example.com , b@example.com",
    ])
    func mailAddressesAreRead(_ text: String) throws {
        let yaml = text.replacing("'", with: "''")
        let server = "smtp: { smarthost: 'm:25', from: a@example.com }"
        _ = try ConfigurationCase(
            whole: "route: { receiver: m }\nreceivers: [{ name: m, email_configs: [{ to: '\(yaml)' }] }]\n\(server)"
        ).settings()
    }

    @Test(arguments: [
        "a", "@example.com", "a@", "a b@example.com", "a@-x", "a@x..y", "<a@example.com", "Ops, x <a@example.com>",
        "\u{e9}@example.com", #""Ops <a@example.com>"#, "a@exa mple",
    ])
    func whatIsNoMailAddressIsAMistake(_ text: String) {
        let server = "smtp: { smarthost: 'm:25', from: a@example.com }"
        let ids = ConfigurationCase(
            whole: "route: { receiver: m }\nreceivers: [{ name: m, email_configs: [{ to: '\(text)' }] }]\n\(server)"
        ).ids
        #expect(ids == ["bad-mail-address"])
    }
}
