import Alerting
import ConfigFiles
import Diagnostics
import Model
import Testing

struct SecretTests {
    /// A configuration each of whose values can be replaced, with a mistake or not.
    private static let template = """
        staleness: 5m
        rule_files: ["*.rules.yaml"]
        sources:
          - name: cloud
            interval: 15s
            timeout: 5s
            labels: { region: eu }
            catalog: codes.csv
            cc_cms:
              url: https://10.22.26.181:28080
              access_key: ak
              secret_key: sk
              signed_headers: [host]
              timestamp: seconds
              tls_config: { ca_file: ca.pem, pinned_public_key: x, min_version: TLS12 }
              proxy_url: http://proxy:3128
              targets: [{ cc_id: 1, vdn: 170, inno_ids: [1] }]
        route:
          receiver: ops
          group_by: [alertname, vdn]
          group_wait: 30s
          routes: [{ matchers: [a=b], match: { a: b }, match_re: { a: b }, receiver: ops, continue: true }]
        receivers:
          - name: ops
            fallback: duty
            max_age: 1h
            webhook_configs:
              - url: https://example.com
                secret: whsec_AQID
                http_config: { basic_auth: { username: a, password: b }, http_headers: { X-A: { values: [v] } } }
              - url_file: file
            email_configs: [{ to: a@example.com, headers: { Subject: s }, smarthost: "m:25", tls: none, auth_username: u, auth_password: p }]
          - name: duty
            fallback: chat
          - { name: chat }
        smtp: { smarthost: "mail.example.com:587", from: a@example.com, hello: h }
        builtin_alerts: { SourceDown: { enabled: true, labels: { severity: critical } } }
        storage: { path: callwatch.db, retention: 30d }
        server:
          listen: 127.0.0.1:9095
          external_url: https://callwatch.example.com
          users: [{ name: ops, password_hash: x, role: operator }]
          tokens: [{ name: grafana, token_hash: x, role: viewer }]
        log: { level: info, format: text }
        """

    /// The template with the value that begins at the `index`-th value taken from the environment.
    private static func variants() -> [String] {
        let markers = [": ", "["]
        var variants: [String] = []
        let text = Self.template
        for start in text.indices {
            guard let marker = markers.first(where: { text[start...].hasPrefix($0) }) else { continue }
            let value = text.index(start, offsetBy: marker.count)
            let end = text[value...].firstIndex { ",]}\n".contains($0) } ?? text.endIndex
            guard value < end, !"[{\n".contains(text[value]) else { continue }
            variants.append(text[..<value] + "\"${env:X}\"" + text[end...])
        }
        return variants
    }

    @Test(arguments: [
        "hunter2hunter2", "https://u:hunter2hunter2@example.com:99999/?q", "hunter2hunter2=~\"(hunter2hunter2\"",
        "1hunter2hunter2", "hunter2hunter2 <x", "../hunter2hunter2", "{{ hunter2hunter2", "*hunter2hunter2",
    ])
    func whatCameFromOutsideIsNeverPrinted(_ secret: String) {
        let variants = Self.variants()
        #expect(variants.count > 50)
        for text in variants {
            let configuration = ConfigurationCase(
                whole: text,
                files: ["etc/codes.csv": "innoId\n1\n", "etc/ca.pem": "x", "etc/file": secret],
                environment: ["X": secret]
            )
            let diagnostics = configuration.load().diagnostics
            #expect(!DiagnosticRenderer().text(diagnostics).contains("hunter2"), "\(text)")
            #expect(!DiagnosticRenderer().json(diagnostics).contains("hunter2"))
        }
    }

    @Test func textsFromOutsideArePutIn() throws {
        let settings = try ConfigurationCase(
            """
            storage: { path: "${env:NAME}.db", retention: "${file:days}" }
            server: { listen: "localhost:${env:PORT}" }
            """,
            files: ["etc/days": "7d\n"],
            environment: ["NAME": "own", "PORT": "1234"]
        ).settings()
        #expect(settings.storage.path == "etc/own.db")
        #expect(settings.storage.retention == .days(7))
        #expect(settings.server.port == 1234)
    }

    @Test(arguments: [("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("a", "a"), ("", "")])
    func oneLineEndOfAFileIsCut(_ content: String, _ expected: String) throws {
        let settings = try ConfigurationCase(
            "builtin_alerts: { SourceDown: { labels: { x: \"<${file:/run/x}>\" } } }",
            files: ["/run/x": content]
        ).settings()
        #expect(settings.alerting.builtinAlerts[.sourceDown]?.labels["x"] == "<\(expected)>")
    }

    @Test(arguments: [
        ("$${env:A}", "${env:A}"), ("${1}$x$", "${1}$x$"), ("$${", "${"), ("${env:A}$${file:b}${env:A}", "1${file:b}1"),
    ])
    func whatIsNoReferenceStays(_ text: String, _ expected: String) throws {
        let settings = try ConfigurationCase(
            "builtin_alerts: { SourceDown: { labels: { x: '\(text)' } } }",
            environment: ["A": "1"]
        ).settings()
        #expect(settings.alerting.builtinAlerts[.sourceDown]?.labels["x"] == expected)
    }
}
