/// The configuration of a daemon that is measured.
enum DaemonConfiguration {
    /// How many access codes its source has.
    static let codes = 500

    /// The words of a configuration that polls one port of the loopback every second and sends webhooks to another.
    ///
    /// A group is empty again between two polls, so that each poll's alert is the first of its group and told at once;
    /// that an alert which comes and goes like this flaps, and waits for the group's turn, is left out.
    static func text(centrePort: UInt16, sinkPort: UInt16) -> String {
        """
        sources:
          - name: centre
            interval: 1s
            cc_cms:
              url: http://127.0.0.1:\(centrePort)
              access_key: benchmark
              secret_key: benchmark
              targets:
                - { cc_id: 1, vdn: 170, inno_ids: [1-\(codes)] }
        route:
          receiver: sink
          group_by: [alertname, innoId]
          group_wait: 0s
          group_interval: 700ms
        receivers:
          - name: sink
            webhook_configs:
              - { url: "http://127.0.0.1:\(sinkPort)/", send_resolved: false }
        flapping: { enabled: false }
        storage: { path: callwatch.db }
        server: { listen: 127.0.0.1:0 }
        log: { level: error, format: json }

        """
    }
}
