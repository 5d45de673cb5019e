import Alerting
import ConfigFiles
import Diagnostics
import Model
import Testing

/// The sections about what comes from elsewhere, and what goes there.
struct ElsewhereSectionTests {
    @Test func routingKeysAndHeartbeatsAreRead() throws {
        let settings = try ConfigurationCase(
            """
            global: { resolve_timeout: 10m }
            routing_keys:
              - { name: checkout, key: "${env:KEY}", labels: { team: shop } }
              - { name: voice, key: ["${env:OLD}", "${env:NEW}"] }
            heartbeats:
              out: [{ url: "https://watchdog.example.com/ping/abc", every: 1m }]
              in: [{ name: nightly-import, every: 1d, grace: 30m, labels: { severity: warning } }, { name: b, every: 1h }]
            """,
            environment: ["KEY": "0123456789abcdef", "OLD": "0123456789abcde1", "NEW": "0123456789abcde2"]
        ).settings()
        #expect(settings.alerting.resolveTimeout == .minutes(10))
        #expect(
            settings.alerting.routingKeys == [
                RoutingKey(name: "checkout", keys: [Secret("0123456789abcdef")], labels: ["team": "shop"]),
                RoutingKey(
                    name: "voice",
                    keys: [Secret("0123456789abcde1"), Secret("0123456789abcde2")],
                    labels: [:]
                ),
            ]
        )
        #expect(
            settings.alerting.heartbeats == [
                Heartbeat(
                    name: "nightly-import",
                    every: .days(1),
                    grace: .minutes(30),
                    labels: ["severity": "warning"]
                ),
                Heartbeat(name: "b", every: .hours(1), grace: .zero),
            ]
        )
        let out = try #require(settings.heartbeats.first)
        #expect(out.url.text == "https://watchdog.example.com/ping/abc")
        #expect(out.host == "watchdog.example.com")
        #expect(out.every == .minutes(1))
    }

    @Test func keysAreNeverPrinted() {
        // Each is wrong in its own way, and stands in the file as it is.
        let keys = ["hush", "hush-hush-hush-hush"]
        let loaded = ConfigurationCase(
            "routing_keys: [{ name: a, key: \"${env:A}\" }, { name: b, key: \"${env:B}\" }, { name: c, key: \"${env:B}\" }]",
            environment: ["A": keys[0], "B": keys[1]]
        ).load()
        #expect(loaded.diagnostics.map(\.id) == ["short-routing-key", "repeated-routing-key"])
        let text = DiagnosticRenderer().text(loaded.diagnostics) + DiagnosticRenderer().json(loaded.diagnostics)
        #expect(!text.contains("hush"))
    }
}
