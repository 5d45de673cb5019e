import JSON
import Simulator

/// The configuration that the demo's daemon runs on.
struct DemoConfiguration: Sendable {
    let rules: RuleFolder
    /// Where the simulated contact centre is.
    let simulator: ListenAddress
    /// Where webhooks go.
    let webhooks: ListenAddress
    /// Where mail goes.
    let mail: ListenAddress

    /// The file's text.
    ///
    /// Polls and groups follow each other faster than anybody would want them at work, so that there is something to
    /// see.
    var yaml: String {
        """
        rule_files: [\(Self.quoted("\(Self.escapedForGlob(rules.path))/*.rules.yaml"))]
        sources:
          - name: simulator
            interval: 5s
        \(catalogLine)    cc_cms:
              url: \(Self.quoted("http://\(simulator)"))
              access_key: demo
              secret_key: demo-secret
              targets: [{ cc_id: 1, vdn: 170, inno_ids: all }]
        route:
          receiver: demo
          group_by: [team, name]
          group_wait: 3s
          group_interval: 20s
          repeat_interval: 4h
        receivers:
          - name: demo
            webhook_configs: [{ url: \(Self.quoted("http://\(webhooks)/")) }]
            email_configs: [{ to: duty@callwatch.example, send_resolved: true }]
        smtp:
          smarthost: \(Self.quoted("\(mail)"))
          from: demo@callwatch.example
          hello: localhost
          tls: none
        storage: { path: callwatch.db }
        server: { listen: "127.0.0.1:0" }
        log: { level: warning, format: text }

        """
    }

    private var catalogLine: String {
        rules.catalog.map { "    catalog: \(Self.quoted($0))\n" } ?? ""
    }

    /// `text` as a double-quoted scalar, of which JSON's strings are a part, that stands for nothing but itself.
    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text.replacing("${", with: "$${"))
        return writer.text
    }

    /// `path` as a pattern that matches nothing but itself.
    private static func escapedForGlob(_ path: String) -> String {
        String(path.flatMap { "*?[".contains($0) ? Array("[\($0)]") : [$0] })
    }
}
