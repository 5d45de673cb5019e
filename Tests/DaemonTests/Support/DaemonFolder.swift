import PeerPrograms

/// The files of one daemon: a configuration, a rule file, and a store that is not there yet.
struct DaemonFolder {
    /// Fires while somebody waits.
    static let queueRule = """
        groups:
          - name: queues
            rules:
              - alert: Waiting
                when: queueCallCount above 0
                labels: { severity: warning }
                annotations: { summary: "{{ queueCallCount }} wait" }

        """

    private let folder: TemporaryFolder

    /// Writes the configuration and the rules.
    init(_ configuration: String, rules: String = queueRule) throws {
        folder = try TemporaryFolder("daemon")
        try write(configuration, to: "callwatch.yaml")
        try write(rules, to: "queues.rules.yaml")
    }

    /// The path of the configuration.
    var configuration: String { folder.file("callwatch.yaml") }
    /// The path of the store.
    var store: String { folder.file("callwatch.db") }

    /// The path of a file in the folder.
    func file(_ name: String) -> String { folder.file(name) }

    /// Writes a file in the folder.
    func write(_ text: String, to name: String) throws {
        try folder.write(text, to: name)
    }
}

/// The text of a configuration, put together from the parts that a test needs.
struct ConfigurationText {
    /// The sources, as items of `sources`.
    var sources: String
    /// Everything from `route` on.
    var routes: String
    /// The section `server`, beyond the address.
    var server = ""
    /// Whole sections more.
    var more = ""

    /// A contact centre that is asked each second for codes of VDN 170.
    static func source(port: Int, codes: ClosedRange<Int> = 1...1, more: String = "") -> String {
        """
          - name: cloud
            interval: 1s
            down_after: 1h
        \(more)    cc_cms:
              url: http://127.0.0.1:\(port)
              access_key: demo
              secret_key: demo-secret
              targets: [{ cc_id: 1, vdn: 170, inno_ids: [\(codes.lowerBound)-\(codes.upperBound)] }]

        """
    }

    /// One route to one webhook, which is told at once and then each `interval`.
    static func webhook(port: Int, interval: String = "1s", more: String = "") -> String {
        """
        route: { receiver: ops, group_by: [alertname, innoId], group_wait: 0s, group_interval: \(interval) }
        receivers:
          - name: ops
            webhook_configs: [{ url: "http://127.0.0.1:\(port)/hook"\(more) }]

        """
    }

    /// The whole text.
    var text: String {
        """
        sources:
        \(sources)
        \(routes)
        server:
          listen: 127.0.0.1:0
          external_url: https://callwatch.example.com
        \(server)
        \(more)
        """
    }
}
