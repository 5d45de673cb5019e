// Full Foundation for SIGHUP and SIGTERM.
import Foundation
import PeerPrograms
import Testing

/// A catalog that somebody corrects while callers wait.
struct CatalogReloadTests {
    private static let rules = """
        groups:
          - name: queues
            rules:
              - alert: Waiting
                when: queueCallCount above 0
                for: 3s
                annotations: { summary: "{{ queueCallCount }} wait at {{ labels.name }}" }

        """

    @Test func correctedNameNeitherStopsTheClockNorIsToldTwice() async throws {
        let centre = try SwitchableCentre()
        let sink = try WebhookSink()
        let folder = try DaemonFolder(
            ConfigurationText(
                sources: ConfigurationText.source(port: centre.port, more: "    catalog: codes.csv\n"),
                routes: ConfigurationText.webhook(port: sink.port)
            ).text,
            rules: Self.rules
        )
        try folder.write("innoId,name\n1,Ordres\n", to: "codes.csv")
        let daemon = try CallwatchProcess.run(folder)
        _ = try await daemon.ready()
        centre.set(queue: 1, of: 1)
        let before = centre.requests.entries.count
        // The second request after this one is made when the answer to the first has become a pending alert.
        _ = try await centre.requests.wait(for: "two polls") { $0.count >= before + 2 }
        for (count, name) in ["Orders", "Orders and returns"].enumerated() {
            try folder.write("innoId,name\n1,\(name)\n", to: "codes.csv")
            daemon.send(SIGHUP)
            try await daemon.lines.wait(for: "the end of a reload") { lines in
                lines.count { $0.contains("configuration reloaded") } == count + 1
            }
            if count == 0 { try await sink.arrival("the firing webhook") { $0.status == "firing" } }
        }
        centre.set(queue: 0, of: 1)
        let end = try await sink.arrival("the resolved webhook") { $0.status == "resolved" }
        centre.set(queue: 1, of: 1)
        let next = try await sink.arrival("the next firing webhook") { Self.name(of: $0) == "Orders and returns" }
        daemon.send(SIGTERM)
        #expect(try await daemon.end() == 0)

        let arrivals = sink.arrivals.entries
        #expect(arrivals.map(\.status) == ["firing", "resolved", "firing"])
        #expect(Set(arrivals.prefix(2).flatMap { $0.events.map(\.fingerprint) }).count == 1)
        #expect(Set(arrivals.prefix(2).flatMap { $0.events.map(\.startsAt) }).count == 1)
        #expect(arrivals.map(Self.name(of:)) == ["Ordres", "Ordres", "Orders and returns"])
        #expect(next.events.first?.fingerprint != end.events.first?.fingerprint)
    }

    private static func name(of arrival: Arrival) -> String? {
        (arrival.document["commonLabels"] as? [String: String])?["name"]
    }
}
