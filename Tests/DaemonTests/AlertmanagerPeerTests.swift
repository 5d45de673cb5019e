// Full Foundation for signals.
import Foundation
import PeerPrograms
import Testing

/// A real Alertmanager is told by a daemon.
@Suite(
    .enabled(if: PrometheusAlertmanager.isAvailable, "prometheus-alertmanager is not installed"),
    .timeLimit(.minutes(2))
)
struct AlertmanagerPeerTests {
    @Test func firingAlertIsThereAndGoneOnceItResolves() async throws {
        let peer = try await PrometheusAlertmanager.start()
        defer { peer.stop() }
        let centre = try SwitchableCentre()
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port, codes: 1...2),
                routes: """
                    route: { receiver: peers, group_by: [alertname, innoId], group_wait: 0s, group_interval: 200ms }
                    receivers:
                      - name: peers
                        alertmanager_configs: [{ urls: ["http://127.0.0.1:\(peer.port)"] }]

                    """
            ).text
        )
        let daemon = try CallwatchProcess.run(folder)
        centre.set(queue: 3, of: 1)
        centre.set(queue: 4, of: 2)
        let firing = try await alerts(of: peer, "both alerts") { $0.count == 2 }
        let first = try #require(firing.first { $0.labels["innoId"] == "1" })
        #expect(
            first.labels == [
                "alertname": "Waiting", "ccId": "1", "innoId": "1", "severity": "warning", "source": "cloud",
                "vdn": "170",
            ]
        )
        #expect(first.annotations["summary"] == "3 wait")
        #expect(first.generatorURL.hasPrefix("https://callwatch.example.com/?alert="))
        centre.set(queue: 0, of: 1)
        let rest = try await alerts(of: peer, "the end of the first") { $0.count == 1 }
        #expect(rest.map { $0.labels["innoId"] } == ["2"])
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)
    }

    /// The alerts as soon as they are as wanted; nothing tells of it but another question.
    private func alerts(
        of peer: PrometheusAlertmanager,
        _ what: String,
        when isWanted: ([PrometheusAlertmanager.Alert]) -> Bool
    ) async throws -> [PrometheusAlertmanager.Alert] {
        for _ in 0..<3000 {
            let alerts = try await peer.alerts()
            if isWanted(alerts) { return alerts }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Program.Failure("\(what) did not come")
    }
}
